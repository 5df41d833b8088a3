import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = fileURLToPath(new URL('..', import.meta.url));

/** Lints made-up files with this project's rules: `file` → the rules that it breaks. */
function lint(files: Record<string, string>): Record<string, string[]> {
  const root = mkdtempSync(join(tmpdir(), 'architecture-'));
  try {
    copyFileSync(join(project, '.oxlintrc.json'), join(root, '.oxlintrc.json'));
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), text);
    }
    const oxlint = join(project, 'node_modules', 'oxlint', 'bin', 'oxlint');
    const { stdout } = spawnSync(process.execPath, [oxlint, '--format', 'json'], {
      cwd: root,
      encoding: 'utf8',
    });
    const report = JSON.parse(stdout) as {
      diagnostics: { filename: string; code: string; message: string; help?: string }[];
    };
    const broken: Record<string, string[]> = {};
    for (const { filename, code, message, help } of report.diagnostics) {
      (broken[filename] ??= []).push(`${code} ${message} ${help ?? ''}`);
    }
    return broken;
  } finally {
    rmSync(root, { recursive: true });
  }
}

const FROM = {
  testing: 'lib/testing/a.ts',
  nestjs: 'lib/nestjs/a.ts',
  worker: 'lib/worker/a.ts',
  face: 'lib/registry.ts',
  dispatch: 'lib/dispatch/a.ts',
  match: 'lib/match/a.ts',
  store: 'lib/registry/a.ts',
  shared: 'lib/errors.ts',
};
type Layer = keyof typeof FROM;
const TO: Record<Layer, string> = { ...FROM, store: 'lib/registry/b.ts' };
const DOWN: Record<Layer, Layer[]> = {
  testing: ['worker', 'face', 'dispatch', 'match', 'store', 'shared'],
  nestjs: ['worker', 'face', 'dispatch', 'match', 'store', 'shared'],
  worker: ['face', 'dispatch', 'match', 'store', 'shared'],
  face: ['dispatch', 'match', 'store', 'shared'],
  dispatch: ['match', 'store', 'shared'],
  match: ['store', 'shared'],
  store: ['shared'],
  shared: ['store'],
};
const layers = Object.keys(FROM) as Layer[];

/** How `from` imports `to`: `./registry/b.js`, `../errors.js`. */
function specifier(from: string, to: string): string {
  const up = from.split('/').length === 2 ? './' : '../';
  return up + to.replace('lib/', '').replace('.ts', '.js');
}

const importing = (from: string, to: string) => `import '${specifier(from, to)}';`;

describe('the architecture, as the linter enforces it', () => {
  it('lets each layer import those below it', () => {
    const files = layers.map((from) => [
      FROM[from],
      DOWN[from].map((to) => importing(FROM[from], TO[to])).join('\n'),
    ]);
    expect(lint(Object.fromEntries(files))).toEqual({});
  });

  it.each(layers)('lets %s import nothing above it, nor the package itself', (from) => {
    const up = layers.filter((to) => to !== from && !DOWN[from].includes(to));
    const imports = [
      ...up.map((to) => importing(FROM[from], TO[to])),
      importing(FROM[from], 'lib/index.ts'),
      "import 'nestjs-registry';",
    ];
    const { [FROM[from]]: broken = [] } = lint({ [FROM[from]]: imports.join('\n') });
    expect(broken).toHaveLength(imports.length);
    for (const problem of broken)
      expect(problem).toMatch(/no-restricted-imports.*Arrows point down/);
  });

  it('lets nothing but lib/nestjs import Nest, and that only from package roots', () => {
    const nest = "import '@nestjs/common';";
    const deep = "import '@nestjs/core/injector/injector.js';";
    const files = layers.map((from) => [FROM[from], `${nest}\n${deep}`]);
    const broken = lint({ ...Object.fromEntries(files), 'test/a.spec.ts': deep });
    expect(Object.keys(broken).sort()).toEqual([...Object.values(FROM), 'test/a.spec.ts'].sort());
    expect(broken[FROM.nestjs]).toEqual([expect.stringContaining('root of the Nest package')]);
    expect(broken['test/a.spec.ts']).toEqual([expect.stringContaining('root of the Nest package')]);
    for (const layer of layers.filter((layer) => layer !== 'nestjs')) {
      expect(broken[FROM[layer]]).toHaveLength(2);
    }
  });

  it('refuses an import cycle', () => {
    const broken = lint({
      'lib/match/a.ts': "import { b } from './b.js';\nexport const a = () => b;",
      'lib/match/b.ts': "import { a } from './a.js';\nexport const b = () => a;",
    });
    expect(broken).toEqual({
      'lib/match/a.ts': [expect.stringContaining('import(no-cycle)')],
      'lib/match/b.ts': [expect.stringContaining('import(no-cycle)')],
    });
  });

  it('refuses `any` in lib, not in tests', () => {
    const text = 'export const a = (b: any) => b;';
    expect(lint({ 'lib/match/a.ts': text, 'test/a.spec.ts': text })).toEqual({
      'lib/match/a.ts': [expect.stringContaining('no-explicit-any')],
    });
  });
});
