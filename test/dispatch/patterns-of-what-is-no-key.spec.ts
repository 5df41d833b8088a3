import { _, Owner, pattern, Registry } from 'nestjs-registry';

function nested(depth: number): unknown {
  let part: unknown = 1;
  for (let i = 0; i < depth; i++) part = [part];
  return part;
}

/** Parts that no topic has, because nothing that has them is a key. */
const NO_PARTS: [string, unknown][] = [
  ['nests deeper than a key may', nested(66)],
  ['is a Map', new Map()],
  ['is a promise', Promise.resolve()],
];

it.each(NO_PARTS)(
  'a pattern with a part that %s fits nothing, and ends like any other',
  (_what, part) => {
    const registry = new Registry({ keys: 'duplicate' });
    const owner = new Owner();
    const never = (): never => {
      throw new Error('Nothing fits.');
    };
    const alone = registry.subscribe(pattern([part]), never);
    registry.subscribe(pattern(['room', _, part]), never, { owner });
    registry.subscribe(pattern(['room', _]), () => 1);
    expect(registry.emit(['room', 7], 1)).toBe(1);
    expect(alone.unregister()).toBe(true);
    owner.terminate();
    expect(registry.emit(['room', 7], 1)).toBe(1);
    expect(registry.stats()).toMatchObject({ entries: 1, failures: 0 });
  },
);

it('a pattern with the deepest part that a topic may have fits it', () => {
  const registry = new Registry({ keys: 'duplicate' });
  const subscription = registry.subscribe(pattern([nested(63), _]), () => 1);
  expect(registry.emit([nested(63), 1], 1)).toBe(1);
  subscription.unregister();
  expect(registry.emit([nested(63), 1], 1)).toBe(0);
});
