import { fileURLToPath } from 'node:url';
import { transformFile } from '@swc/core';
import { suite } from '../../jest.config.js';

const library = new Map(
  Object.entries({
    'nestjs-registry': '../../lib/index.ts',
    'nestjs-registry/testing': '../../lib/testing/index.ts',
  }).map(([name, path]) => [name, new URL(path, import.meta.url).href]),
);
const [, options] = /** @type {[string, import('@swc/core').Options]} */ (
  Object.values(suite.transform)[0]
);

/** @type {import('node:module').ResolveHook} */
export async function resolve(specifier, context, next) {
  const url = library.get(specifier);
  if (url !== undefined) return { url, shortCircuit: true };
  const inTypeScript = specifier.startsWith('.') && context.parentURL?.endsWith('.ts') === true;
  return next(inTypeScript ? specifier.replace(/\.js$/, '.ts') : specifier, context);
}

/** @type {import('node:module').LoadHook} */
export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  return { format: 'module', source: await compile(fileURLToPath(url)), shortCircuit: true };
}

/** What is run of a file. @param {string} file */
export async function compile(file) {
  const { code } = await transformFile(file, options);
  return code;
}
