import { Registry, type Key } from 'nestjs-registry';
import { caught } from '../support/caught.js';

/** So many that a search in quadratic time would take hours. */
const MANY = 4_000_000;

function refusalOf(key: Key): string {
  const registry = new Registry({ keys: 'unique' });
  registry.register(key, 1);
  return caught(() => registry.register(key, 2)).message;
}

it.each<[string, Key]>([
  ['text', ' '.repeat(MANY)],
  ['the name of a field', { [' '.repeat(MANY)]: 1 }],
  ['the name of a symbol', Symbol(' '.repeat(MANY))],
  ['text with a line break', `${' '.repeat(MANY)}\n`],
])('an error shows the beginning of a key with much white space in %s', (_where, key) => {
  expect(refusalOf(key).length).toBeLessThan(1_000);
});

it('a failure shows the beginning of an error with much white space', async () => {
  const registry = new Registry({ keys: 'unique' });
  const cause = new Error(' '.repeat(MANY));
  const hostile = {
    get head(): never {
      throw cause;
    },
  };
  const { message } = caught(() => registry.select([hostile as never]));
  expect(message.length).toBeLessThan(1_000);
});

it('a huge bigint is shown by its first digits, and not in decimal', () => {
  const huge = 1n << 4_000_000n;
  expect(refusalOf(huge)).toMatch(/'10{49}… \(a bigint of 1000001 hexadecimal digits\)'/);
  expect(refusalOf(['of', -huge])).toMatch(/'-10{48}… \(a bigint of 1000002 hexadecimal digits\)'/);
  expect(refusalOf(1n << 400n)).toContain(`${1n << 400n}n`);
});

it('only the first fields of an object without a prototype are shown', () => {
  const fields = Array.from({ length: 9_000 }, (_hole, i) => [`field${i}`, i] as const);
  const key: Key = Object.assign(Object.create(null) as object, Object.fromEntries(fields));
  const registry = new Registry({ keys: 'unique' });
  const { message } = caught(() => registry.register([key, key], 1));
  expect(message).toMatch(/field9: 9,/);
  expect(message).not.toMatch(/field10/);
});

it('only the beginning of the path to what cannot be a key is shown', () => {
  const registry = new Registry({ keys: 'unique' });
  const name = 'n'.repeat(MANY);
  const key = { [name]: { [name]: new Map() } };
  const { message } = caught(() => registry.register(key, 1));
  expect(message).toMatch(/its part \.n{199}… is a Map or Set/);
  expect(message.length).toBeLessThan(1_000);
});
