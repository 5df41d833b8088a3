import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const modules = readdirSync('test/recipes').filter(
  (name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'),
);
const pages = readdirSync('docs/recipes').map((name) =>
  withoutExports(readFileSync(join('docs/recipes', name), 'utf8')),
);

function withoutExports(code: string): string {
  return code.replace(/^export /gm, '');
}

function withoutImports(code: string): string {
  return code.replace(/^import [\s\S]*?;\n/gm, '').trim();
}

it.each(modules)('the code of test/recipes/%s is what a recipe shows', (name) => {
  const code = withoutExports(withoutImports(readFileSync(join('test/recipes', name), 'utf8')));
  expect(code).toContain('class');
  const shown = code.split('\n\n').filter((part) => !/^type |^interface /.test(part));
  expect(pages.some((page) => shown.every((part) => page.includes(part)))).toBe(true);
});
