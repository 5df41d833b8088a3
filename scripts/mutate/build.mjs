/** Compiles lib/ with all mutations in it, and the tests, to a package of its own that plain Node runs. */
import { transformSync } from '@swc/core';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from '../../jest.config.js';
import { instrument } from './instrument.mjs';

/** @typedef {import('./instrument.mjs').Mutant} Mutant */

/** Within the project, so that what the tests import is found from there. */
export const OUT = join('coverage', 'mutate');

const MUTATED = /^lib\/(registry|match|dispatch|worker)\/|^lib\/registry\.ts$/;
const TESTS =
  /^test\/(?!browser|generated|nest-11|smoke|sample-app|side-by-side|docs|scripts|leaks)/;
const [[, [, compilerOptions]]] = /** @type {[[string, [string, import('@swc/core').Options]]]} */ (
  Object.entries(suite.transform)
);

/** @returns {Mutant[]} */
export function build() {
  rmSync(OUT, { recursive: true, force: true });
  /** @type {Mutant[]} */
  const mutants = [];
  for (const file of sources('lib').concat(sources('test').filter((path) => TESTS.test(path)))) {
    const source = readFileSync(file, 'utf8');
    if (!file.endsWith('.ts')) {
      write(file, source);
      continue;
    }
    const changed = MUTATED.test(file)
      ? instrument(file, source, mutants.length + 1)
      : { code: source, mutants: [] };
    mutants.push(...changed.mutants);
    const { code } = transformSync(changed.code, {
      ...compilerOptions,
      filename: file,
      sourceMaps: false,
    });
    write(file.replace(/\.ts$/, '.js'), code);
  }
  // The package resolves its own name, as its users do.
  const exports = { '.': './lib/index.js', './testing': './lib/testing/index.js' };
  write('package.json', JSON.stringify({ name: 'nestjs-registry', type: 'module', exports }));
  const globals = join('node_modules', '@jest', 'globals');
  write(join(globals, 'package.json'), JSON.stringify({ type: 'module', main: 'index.js' }));
  cpSync('scripts/mutate/jest-globals.mjs', join(OUT, globals, 'index.js'));
  return mutants;
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function sources(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((each) => each.isFile() && !each.name.endsWith('.md'))
    .map((each) => join(each.parentPath, each.name))
    .filter((path) => !path.includes('node_modules'))
    .toSorted();
}

/**
 * @param {string} path
 * @param {string} text
 */
function write(path, text) {
  const target = join(OUT, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
}
