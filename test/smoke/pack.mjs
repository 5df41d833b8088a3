// The packed package: what is in it, and that it works where it is installed, types included.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const project = fileURLToPath(new URL('../..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
const app = realpathSync(mkdtempSync(join(tmpdir(), 'nestjs-registry-')));

/** @param {string} command @param {string[]} args @param {string} cwd */
function run(command, args, cwd) {
  return execFileSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: process.platform === 'win32',
  });
}

try {
  const [pack] = JSON.parse(
    run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', app], project),
  );
  /** @type {string[]} */
  const paths = pack.files.map((/** @type {{ path: string }} */ { path }) => path);
  const others = paths.filter((path) => !/^dist\/.+\.(js|d\.ts)$/.test(path)).sort();
  assert.deepEqual(others, ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json']);
  assert(paths.includes('dist/index.js') && paths.includes('dist/index.d.ts'));
  assert.equal(manifest.dependencies, undefined, 'there are no dependencies beside the peers');

  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'app', type: 'module' }));
  const install = ['install', '--no-save', '--offline', '--legacy-peer-deps', '--ignore-scripts'];
  run('npm', [...install, '--no-audit', '--no-fund', join(app, pack.filename)], app);
  for (const peer of [...Object.keys(manifest.peerDependencies), '@types/node']) {
    const place = join(app, 'node_modules', peer);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(join(project, 'node_modules', peer), place, 'junction');
  }

  for (const file of ['import.mjs', 'require.cjs']) {
    copyFileSync(join(project, 'test', 'smoke', file), join(app, file));
    process.stdout.write(`packed, ${run(process.execPath, [file], app)}`);
  }

  // With skipLibCheck off: a declaration that names something `@internal` would be an error.
  writeFileSync(
    join(app, 'app.ts'),
    "export * from 'nestjs-registry';\nexport * from 'nestjs-registry/testing';\n",
  );
  const program = ts.createProgram([join(app, 'app.ts')], {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    strict: true,
    noEmit: true,
    types: ['node'],
  });
  const ours = program
    .getSourceFiles()
    .filter(({ fileName }) => /app\.ts$|\/nestjs-registry\/dist\//.test(fileName));
  assert(ours.length > 1, 'the types are found');
  const problems = ours.flatMap((file) => [
    ...program.getSyntacticDiagnostics(file),
    ...program.getSemanticDiagnostics(file),
  ]);
  assert.equal(ts.formatDiagnostics(problems, host()), '');
  console.log(`packed, types: ok, ${paths.length} files, ${Math.ceil(pack.size / 1024)} kB`);
} finally {
  rmSync(app, { recursive: true });
}

/** @returns {ts.FormatDiagnosticsHost} */
function host() {
  return {
    getCanonicalFileName: (name) => name,
    getCurrentDirectory: () => app,
    getNewLine: () => '\n',
  };
}
