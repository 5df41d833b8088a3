import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const { resolve } = createRequire(new URL('peers/package.json', import.meta.url));

/** A package of `bench/peers`, which `npm run bench` installs. @param {string} name @returns {Promise<any>} */
export function peer(name) {
  return import(pathToFileURL(resolve(name)).href);
}
