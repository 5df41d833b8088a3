import { Planted } from '../harness/failures.js';

type Traps = ProxyHandler<object>;

function thrower(at: string): () => never {
  return () => {
    throw new Planted(at);
  };
}

/** Says something else each time that it is asked. */
function alternating(...answers: readonly unknown[]): () => unknown {
  let asked = 0;
  return () => answers[asked++ % answers.length];
}

function lyingArray(length: unknown, inner: unknown): unknown {
  const traps: Traps = {
    get: (target, name) => (name === 'length' ? length : (Reflect.get(target, name) as unknown)),
  };
  return new Proxy([inner, 1], traps);
}

function withTrap(traps: Traps, inner: unknown, target: object = [inner]): unknown {
  return new Proxy(target, traps);
}

function changing(inner: unknown): unknown {
  const say = alternating('a', inner, 1);
  return Object.defineProperty(['a', 'b'], 0, { get: say, enumerable: true });
}

function endless(): object {
  return Object.defineProperty({}, 'next', { get: endless, enumerable: true });
}

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

/** One of `HOSTILE_KINDS` things around a key that is none, or a bad one, or another one each time. */
export function hostileKey(which: number, inner: unknown): unknown {
  const kinds: readonly (() => unknown)[] = [
    () => revoked({}),
    () => revoked([]),
    () => lyingArray({}, inner),
    () => lyingArray({ valueOf: alternating(0, 1, 3) }, inner),
    () => lyingArray(NaN, inner),
    () => lyingArray('2', inner),
    () => lyingArray(4_294_967_295, inner),
    () => lyingArray(1n, inner),
    () => changing(inner),
    () => Object.defineProperty({}, 'a', { get: alternating(1, inner), enumerable: true }),
    () => withTrap({ getPrototypeOf: thrower('getPrototypeOf'), get: thrower('get') }, inner),
    () => withTrap({ ownKeys: thrower('ownKeys') }, inner, { a: inner }),
    () => endless(),
    () => ({ toString: thrower('toString'), toJSON: thrower('toJSON'), a: inner }),
  ];
  return kinds[which]!();
}
