/** `npm run fuzz:flooding [-- --keys <n>]`: what keys cost that were chosen to collide, beside others of their kind. */
import { register } from 'node:module';
import { parseArgs } from 'node:util';
import { inARow, bigints, doubles, integers, inOnePartition, texts } from './flooding/chosen.mjs';

register('../side-by-side/typescript-loader.mjs', import.meta.url);
const { Registry } = await import('nestjs-registry');
const { hashKey } = await import(new URL('../../lib/registry/key-hash.ts', import.meta.url).href);

const { values } = parseArgs({ options: { keys: { type: 'string', default: '1000000' } } });
const count = Number(values.keys);
/** So many show what a bare Map makes of them; it takes quadratic time. */
const FEW = Math.min(count, 20_000);

/** @typedef {(i: number) => unknown} Choice */
/** @type {[name: string, chosen: Choice, ordinary: Choice, partitions?: number][]} */
const ROWS = [
  ['integers', integers, inARow],
  ['integers in arrays', (i) => ['user', integers(i)], (i) => ['user', i]],
  ['integers in objects', (i) => ({ user: integers(i) }), (i) => ({ user: i })],
  ['bigints', bigints, (i) => BigInt(i)],
  ['doubles', doubles, (i) => i + 0.5],
  ['integers beyond 31 bits', (i) => 2 ** 31 + Number(texts(i)) / 2, (i) => 2 ** 31 + i],
  ['dates', (i) => new Date(Number(texts(i))), (i) => new Date(i)],
  ['strings that are numbers', texts, (i) => String(i)],
  ['strings, all in one of 8 partitions', inOnePartition(hashKey, 8), (i) => `user:${i}`, 8],
];

/** Milliseconds. @param {readonly unknown[]} keys @param {(key: unknown) => void} run */
function time(keys, run) {
  const start = performance.now();
  for (const key of keys) run(key);
  return Math.round(performance.now() - start);
}

/** @param {Choice} choice @param {number} partitions */
function measure(choice, partitions) {
  const keys = Array.from({ length: count }, (_, i) => choice(i));
  const registry = new Registry({ keys: 'unique', partitions });
  const registering = time(keys, (key) => registry.register(/** @type {string} */ (key), 1));
  if (registry.size !== count) throw new Error(`only ${registry.size} of them differ`);
  const getting = time(keys, (key) => registry.get(/** @type {string} */ (key)));
  registry.close();
  const bare = new Map();
  const inMap = time(keys.slice(0, FEW), (key) => bare.set(key, 1));
  return { registering, getting, inMap };
}

const few = FEW.toLocaleString('en');
console.log(
  `Node ${process.version}; ${count.toLocaleString('en')} keys, in ms (chosen / ordinary)`,
);
for (const [name, chosen, ordinary, partitions = 1] of ROWS) {
  // What is compiled meanwhile must not burden the first of both.
  for (let i = 0; i < 20_000; i++) void [chosen(i), ordinary(i)];
  const usual = measure(ordinary, partitions);
  const flood = measure(chosen, partitions);
  console.log(
    `${name}: register ${flood.registering} / ${usual.registering}, get ${flood.getting} / ${usual.getting}; ` +
      `${few} in a bare Map ${flood.inMap} / ${usual.inMap}`,
  );
}
