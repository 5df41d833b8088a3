/**
 * Keys that collide in a table of the engine, which whoever knows its hashes can choose: those of numbers have no seed.
 * Each is the i-th of its kind.
 */

const MASK = (1n << 64n) - 1n;

/** Of an odd number, to 64 bits. @param {bigint} odd */
function inverse(odd) {
  let result = odd;
  for (let i = 0; i < 6; i++) result = (result * (2n - odd * result)) & MASK;
  return result;
}

const INVERSE_32 = [5n, 2057n, 2n ** 15n - 1n].map((odd) =>
  Number(BigInt.asUintN(32, inverse(odd))),
);
const [OF_5 = 0, OF_2057 = 0, OF_FIRST = 0] = INVERSE_32;

/** The integer with this hash in V8. @param {number} hash */
function integerOf(hash) {
  let h = (hash ^ (hash >>> 16)) >>> 0;
  h = Math.imul(h, OF_2057) >>> 0;
  // h ^= h >>> 4, backwards
  let x = h;
  for (let i = 0; i < 8; i++) x = (h ^ (x >>> 4)) >>> 0;
  h = Math.imul(x, OF_5) >>> 0;
  x = h;
  for (let i = 0; i < 3; i++) x = (h ^ (x >>> 12)) >>> 0;
  return Math.imul(x + 1, OF_FIRST) | 0;
}

/** The low 12 bits of all hashes are the same. @param {number} i */
export const integers = (i) => integerOf((i << 12) >>> 0);

/** Integers in a row. @param {number} i */
export const inARow = (i) => i;

/** The engine hashes only the low 64 bits. @param {number} i */
export const bigints = (i) => (BigInt(i) << 64n) + 1n;

const OF_21 = inverse(21n);
const OF_65 = inverse(65n);
const OF_18 = inverse(2n ** 18n - 1n);

/** @param {bigint} value @param {bigint} bits */
function unshift(value, bits) {
  let x = value;
  for (let done = 0n; done < 64n; done += bits) x = value ^ (x >> bits);
  return x;
}

const view = new DataView(new ArrayBuffer(8));

/** The low 12 bits of all hashes are the same. Those that are no finite numbers are passed over. @param {number} i */
export function doubles(i) {
  for (let high = 0n; ; high++) {
    let h = (BigInt(i) << 12n) | (high << 40n);
    h = unshift(h, 22n);
    h = (h * OF_65) & MASK;
    h = unshift(h, 11n);
    h = (h * OF_21) & MASK;
    h = unshift(h, 31n);
    view.setBigUint64(0, ((h + 1n) * OF_18) & MASK);
    const double = view.getFloat64(0);
    if (Number.isFinite(double)) return double;
  }
}

/** Numbers of at most 32 bits, which engines have hashed by their value; the low 12 bits are the same. @param {number} i */
export const texts = (i) => String((i % 2 ** 20) * 2 ** 12);

/** @param {(key: unknown) => number} hashKey @param {number} partitions @returns {(i: number) => string} */
export function inOnePartition(hashKey, partitions) {
  /** @type {string[]} */
  const found = [];
  let n = 0;
  return (i) => {
    for (; found.length <= i; n++) {
      const hash = hashKey(`user:${n}`);
      // As KeyTables chooses.
      if (((hash ^ (hash >>> 15)) >>> 0) % partitions === 0) found.push(`user:${n}`);
    }
    return found[i] ?? '';
  };
}
