import { fileURLToPath } from 'node:url';
import { transformFile } from '@swc/core';
import { suite } from '../../jest.config.js';

const library = new URL('../../lib/index.ts', import.meta.url).href;
const [, options] = /** @type {[string, import('@swc/core').Options]} */ (
  Object.values(suite.transform)[0]
);

/** @type {import('node:module').ResolveHook} */
export async function resolve(specifier, context, next) {
  if (specifier === 'nestjs-registry') return { url: library, shortCircuit: true };
  const inTypeScript = specifier.startsWith('.') && context.parentURL?.endsWith('.ts') === true;
  return next(inTypeScript ? specifier.replace(/\.js$/, '.ts') : specifier, context);
}

/** @type {import('node:module').LoadHook} */
export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  const { code } = await transformFile(fileURLToPath(url), options);
  return { format: 'module', source: code, shortCircuit: true };
}
