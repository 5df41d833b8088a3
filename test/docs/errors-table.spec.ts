import { readFileSync } from 'node:fs';
import * as exported from 'nestjs-registry';

const api: Readonly<Record<string, unknown>> = { ...exported };

/** `[code, class]` of each row of the table. */
const rows = [
  ...readFileSync('docs/errors.md', 'utf8').matchAll(/^\| `(\w+)`\s*\| `(\w+)`\s*\|/gm),
].map(([, code, name]) => [code, name]);

/** `[code, class]` of each error class that the source declares. */
const declared = readFileSync('lib/errors.ts', 'utf8')
  .split('\nexport class ')
  .slice(1)
  .map((text) => [/code = '(\w+)'/.exec(text)?.[1], /^\w+/.exec(text)?.[0]])
  .toSorted(([a = ''], [b = '']) => a.localeCompare(b));

it('lists exactly the errors that there are, with their codes', () => {
  expect(declared.length).toBeGreaterThan(0);
  expect(rows).toEqual(declared);
});

it.each(rows)('%s is exported as %s', (_, name) => {
  expect(Object.getPrototypeOf(api[name!])).toBe(exported.RegistryError);
});
