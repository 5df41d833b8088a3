import fc from 'fast-check';
import { Owner, Registry, type Key } from 'nestjs-registry';

const symbols = [Symbol('s'), Symbol('s')];
class Point {}
const points = [new Point(), new Point(), Point];

/** Few atoms, so that equal keys come up often. */
const atom = fc.oneof(
  fc.constantFrom<unknown>(0, -0, 1, -1, 0.5, NaN, Infinity, 2 ** 31, 2 ** 32, 1e21),
  fc.constantFrom<unknown>('', '0', '1', 'a', 'b', 'NaN', '__proto__', 'null', '$1', '_'),
  fc.constantFrom<unknown>(0n, 1n, -1n, 2n ** 64n, true, false, null, ...symbols, ...points),
  fc.constantFrom(0, 1, NaN).map((time) => new Date(time)),
);
const part = fc.letrec<{ part: unknown }>((tie) => ({
  part: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    atom,
    fc.constant(undefined),
    fc.array(tie('part'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', '0', '__proto__'), tie('part'), { maxKeys: 3 }),
  ),
})).part;
const key = part.filter((value) => value !== undefined) as fc.Arbitrary<Key>;

/** What equality of keys means, written down as plainly as can be. */
function equal(a: unknown, b: unknown): boolean {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (a instanceof Point || b instanceof Point) return false;
  if (a instanceof Date || b instanceof Date) {
    return a instanceof Date && b instanceof Date && equal(a.getTime(), b.getTime());
  }
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const fields = Object.keys(a);
  return (
    fields.length === Object.keys(b).length &&
    fields.every(
      (name) => Object.hasOwn(b, name) && equal(Reflect.get(a, name), Reflect.get(b, name)),
    )
  );
}

describe.each([1, 7])('with %i partitions', (partitions) => {
  it('two keys are one exactly when their content is equal', () => {
    fc.assert(
      fc.property(key, key, (a, b) => {
        const registry = new Registry({ keys: 'unique', partitions });
        registry.register(a, 'a');
        expect(registry.lookup(b).length === 1).toBe(equal(a, b));
        expect(registry.tryRegister(b, 'b').ok).toBe(!equal(a, b));
      }),
      { numRuns: 3000 },
    );
  });

  it('lookup, size and iteration agree with a plain list, whatever comes and goes', () => {
    const owners = [new Owner('0'), new Owner('1'), undefined];
    const action = fc.record({ key, add: fc.boolean(), owner: fc.nat(2), pick: fc.nat() });
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const registry = new Registry({ keys: 'duplicate', partitions });
        let model: { key: Key; value: number; end: () => unknown }[] = [];
        actions.forEach(({ key, add, owner, pick }, value) => {
          if (add || model.length === 0) {
            const made = registry.register(key, value, { owner: owners[owner] });
            model.push({ key, value, end: () => made.unregister() });
          } else {
            const gone = model[pick % model.length]!;
            gone.end();
            model = model.filter((entry) => entry !== gone);
          }
          const expected = model.filter((entry) => equal(entry.key, key));
          expect(registry.lookup(key).map((entry) => entry.value)).toEqual(
            expected.map((entry) => entry.value),
          );
        });
        expect(registry.size).toBe(model.length);
        const seen = [...registry].map(({ value }) => value as number);
        expect(seen.sort((a, b) => a - b)).toEqual(model.map(({ value }) => value));
        registry.close();
      }),
      { numRuns: 300 },
    );
  });
});
