/** `npm run bench:charts`: writes the figures of `results/` into docs/performance.md, and draws its charts. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { charts, withFigures } from './page.mjs';
import { stored } from './results.mjs';

const page = new URL('../docs/performance.md', import.meta.url);
const images = new URL('../docs/images/performance/', import.meta.url);

const all = stored();
writeFileSync(page, withFigures(readFileSync(page, 'utf8'), all));
rmSync(images, { recursive: true, force: true });
mkdirSync(images, { recursive: true });
for (const [name, svg] of charts(all)) writeFileSync(new URL(name, images), svg);
