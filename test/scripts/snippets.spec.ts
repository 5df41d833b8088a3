import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  generate,
  moduleOf,
  snippetsOfDocComments,
  snippetsOfMarkdown,
  withAssertions,
} from '../../scripts/snippets.mjs';
import { rejectedBy, thrownBy } from '../../scripts/thrown-by.mjs';

const lines = (...text: string[]) => text.join('\n');

describe('snippetsOfMarkdown', () => {
  const found = (...text: string[]) => snippetsOfMarkdown(lines(...text), 'a.md');

  it('finds ts fences with their line', () => {
    expect(found('# A', '```ts', 'a;', 'b;', '```', '', '```typescript', 'c;', '```')).toEqual([
      { source: 'a.md', line: 2, run: true, code: 'a;\nb;' },
      { source: 'a.md', line: 7, run: true, code: 'c;' },
    ]);
  });

  it('leaves other languages and fences within fences alone', () => {
    expect(found('```sh', 'npm i', '```', '````md', '```ts', 'a;', '```', '````')).toEqual([]);
  });

  it('takes the indentation of a fence in a list away', () => {
    expect(found('1. A', '', '   ```ts', '   if (a) {', '     b;', '   }', '   ```')).toMatchObject(
      [{ code: 'if (a) {\n  b;\n}' }],
    );
  });

  it('does not run what is marked no-run', () => {
    expect(found('```ts no-run', 'a;', '```')).toMatchObject([{ run: false, code: 'a;' }]);
  });

  it('refuses an unknown flag and a fence that is never closed', () => {
    expect(found('```ts norun', 'a;', '```', '```ts', 'b;')).toMatchObject([
      { problem: expect.stringContaining("unknown flag 'norun'") },
      { problem: expect.stringContaining('never closed') },
    ]);
  });
});

describe('snippetsOfDocComments', () => {
  const found = (...text: string[]) => snippetsOfDocComments(lines(...text), 'a.ts');

  it('finds the fences of doc comments, decorators in them included', () => {
    const comment = ['  /**', '   * A.', '   * @example', '   * ```ts', '   * @Injectable()'];
    expect(found('class A {', ...comment, '   * class B {}', '   * ```', '   */', '}')).toEqual([
      { source: 'a.ts', line: 5, run: true, code: '@Injectable()\nclass B {}' },
    ]);
  });

  it('keeps the indentation and the empty lines of the code', () => {
    expect(
      found(
        '/**',
        ' * @example',
        ' * ```ts',
        ' * if (a) {',
        ' *',
        ' *   b;',
        ' * }',
        ' * ```',
        ' */',
      ),
    ).toMatchObject([{ code: 'if (a) {\n\n  b;\n}' }]);
  });

  it('refuses an @example without a ts fence', () => {
    expect(
      found('/**', ' * @example', ' * a;', ' * @example', ' * ```ts', ' * b;', ' * ```', ' */'),
    ).toMatchObject([
      { line: 5, code: 'b;' },
      { line: 2, problem: expect.any(String) },
    ]);
  });
});

describe('withAssertions', () => {
  const become = (...code: string[]) => withAssertions(lines(...code));

  it('asserts an expression', () => {
    expect(become('a(1); // => [2]')).toEqual({
      code: 'expect(a(1)).toEqual([2]); __checked.add(1); // => [2]',
      checks: [1],
    });
  });

  it('asserts an awaited expression', () => {
    expect(become('await a(); // => 1').code).toContain('expect(await a()).toEqual(1);');
  });

  it('keeps a declaration and asserts its variable', () => {
    expect(become('const a = b(); // => { c: 1 }').code).toContain(
      'const a = b(); expect(a).toEqual({ c: 1 });',
    );
  });

  it('asserts what console.log prints', () => {
    expect(become('console.log(a.b); // => 1').code).toContain('expect(a.b).toEqual(1);');
  });

  it('asserts a statement of several lines, without moving a line', () => {
    expect(become('a({', '  b: 1,', '})', '  .c(); // => 2', 'd; // => 3')).toEqual({
      code: lines(
        'expect(a({',
        '  b: 1,',
        '})',
        '  .c()).toEqual(2); __checked.add(4); // => 2',
        'expect(d).toEqual(3); __checked.add(5); // => 3',
      ),
      checks: [4, 5],
    });
  });

  it('takes the comment from the line below, and a value of several lines', () => {
    expect(become('a();', '// => [', '//   1,', '// ]').code).toContain('.toEqual([ 1, ]);');
  });

  it('asserts within blocks and functions, the inner statement only', () => {
    expect(become('on(() => {', '  a; // => 1', '});')).toMatchObject({
      code: expect.stringMatching(/^on\(\(\) => \{\n {2}expect\(a\)/),
      checks: [2],
    });
  });

  it('asserts the class of an error', () => {
    expect(become('a(); // => throws AError').code).toContain(
      "expect(__thrownBy(() => { a() })).toContain('AError');",
    );
    expect(become('await a(); // => rejects AError').code).toContain(
      "expect(await __rejectedBy(async () => { await a() })).toContain('AError');",
    );
    expect(become('a(); // => rejects AError').code).toContain('async () => { await a() }');
  });

  it.each([
    ['prose', 'a; // => it is 1'],
    ['nothing', 'a; // =>'],
    ['a destructuring', 'const { a } = b; // => 1'],
    ['a declaration that throws', 'const a = b(); // => throws AError'],
    ['an awaited expression that throws', 'await a(); // => throws AError'],
    ['a return', 'function a() {\n  return 1; // => 1\n}'],
    ['a part of a statement', 'a(\n  1, // => 1\n);'],
  ])('refuses %s', (_, code) => {
    expect(() => withAssertions(code)).toThrow(/^line \d: /);
  });
});

describe('moduleOf', () => {
  const snippet = { source: 'docs/a.md', line: 3, run: true };

  it('names its source and keeps the line numbers of it', () => {
    const { item, text } = moduleOf({ ...snippet, code: 'a; // => 1' });
    expect(item).toEqual({ name: 'docs/a.md:3', file: 'docs-a.md-3.ts', run: true, checks: [4] });
    expect(text).toMatch(/^\/\* docs\/a\.md:3 \*\//);
    expect(text.split('\n')[3]).toMatch(/^expect\(a\)/);
  });

  it('adds nothing that a reader would have to import', () => {
    expect(moduleOf({ ...snippet, code: 'a;' }).text).not.toContain('import');
  });

  it('reports a snippet that breaks the rules, with the line of its source', () => {
    expect(moduleOf({ ...snippet, code: 'a;\nb; // => it is 1' }).item.problem).toMatch(
      /^line 5: /,
    );
  });
});

describe('thrownBy and rejectedBy', () => {
  class AError extends RangeError {}
  const fail = () => {
    throw new AError();
  };

  it('name the class and its ancestors', async () => {
    const names = ['AError', 'RangeError', 'Error', 'Object'];
    expect(thrownBy(fail)).toEqual(names);
    expect(await rejectedBy(async () => fail())).toEqual(names);
  });

  it('name nothing when nothing fails', async () => {
    expect(thrownBy(() => {})).toEqual([]);
    expect(await rejectedBy(async () => {})).toEqual([]);
  });
});

describe('generate', () => {
  const root = mkdtempSync(join(tmpdir(), 'snippets-'));
  afterAll(() => rmSync(root, { recursive: true }));

  it('writes a module for each snippet, and removes those of the past', () => {
    mkdirSync(join(root, 'docs', 'recipes'), { recursive: true });
    mkdirSync(join(root, 'lib'));
    writeFileSync(join(root, 'README.md'), '```ts\na; // => 1\n```');
    writeFileSync(join(root, 'docs', 'recipes', 'b.md'), '```ts\nb;\n```');
    writeFileSync(join(root, 'lib', 'c.ts'), '/**\n * @example\n * ```ts\n * c;\n * ```\n */');
    const names = ['README.md:1', 'docs/recipes/b.md:1', 'lib/c.ts:3'];
    expect(generate(root).map(({ name }) => name)).toEqual(names);

    // The generated reference has copies of what it is made from.
    mkdirSync(join(root, 'docs', 'api'));
    writeFileSync(join(root, 'docs', 'api', 'b.md'), '```ts\nb;\n```');
    expect(generate(root).map(({ name }) => name)).toEqual(names);

    rmSync(join(root, 'docs'), { recursive: true });
    generate(root);
    const out = join(root, 'test', 'generated');
    expect(readdirSync(out).sort()).toEqual(['README.md-1.ts', 'lib-c.ts-3.ts', 'manifest.json']);
    expect(readFileSync(join(out, 'README.md-1.ts'), 'utf8')).toContain('expect(a).toEqual(1);');
  });
});
