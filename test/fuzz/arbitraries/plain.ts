import fc from 'fast-check';

/** A record as everybody writes one: a case is easier to read so. */
export function plain<T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record(model, { noNullPrototype: true });
}

type Choice = readonly [weight: number, arbitrary: fc.Arbitrary<unknown>];
type Chosen<C extends Choice> = C[1] extends fc.Arbitrary<infer V> ? V : never;

/** One of these, as often as their weights say. */
export function some<C extends Choice>(...choices: readonly C[]): fc.Arbitrary<Chosen<C>> {
  const weighted = choices.map(([weight, arbitrary]) => ({ weight, arbitrary }));
  return fc.oneof(...weighted) as fc.Arbitrary<Chosen<C>>;
}

/** The name of a variant of a case. */
export function named<N extends string>(name: N): fc.Arbitrary<N> {
  return fc.constant(name);
}
