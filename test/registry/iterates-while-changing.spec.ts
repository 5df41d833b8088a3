import fc from 'fast-check';
import { Registry, type Registration } from 'nestjs-registry';

const KEYS: [string, (i: number) => object | number][] = [
  ['numbers', (i) => i],
  ['arrays', (i) => ['user', i]],
  ['nested objects', (i) => ({ in: { room: [i] } })],
  ['one key', () => ['room']],
];

describe.each([1, 4])('iterating, with %i partitions', (partitions) => {
  describe.each(KEYS)('over %s', (_, key) => {
    const filled = (size: number) => {
      const registry = new Registry<{ value: number }>({ keys: 'duplicate', partitions });
      const all = Array.from({ length: size }, (_entry, i) => registry.register(key(i), i));
      return { registry, all };
    };

    it('never visits what is registered meanwhile, also when every visit registers', () => {
      const { registry } = filled(100);
      const seen: number[] = [];
      for (const { value } of registry) {
        if (seen.push(value) > 100) break;
        registry.register(key(value), 1000 + value);
        registry.register(key(1000 + value), 2000 + value);
      }
      expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_entry, i) => i));
    });

    it('never visits what is registered meanwhile beside many', () => {
      const { registry } = filled(1_500);
      const seen: number[] = [];
      for (const { value } of registry) {
        if (seen.push(value) === 1) registry.register(key(1_500), 1_500);
      }
      expect(seen).toEqual(Array.from({ length: 1_500 }, (_each, i) => i));
    });

    it('never visits what is unregistered before its turn', () => {
      const { registry, all } = filled(100);
      const seen: number[] = [];
      for (const { value } of registry) {
        seen.push(value);
        all.forEach((registration, i) => i !== value && registration.unregister());
      }
      expect(seen).toHaveLength(1);
    });

    it('never visits what is replaced by a later registration of its key', () => {
      const { registry, all } = filled(50);
      const seen: number[] = [];
      for (const { value } of registry) {
        seen.push(value);
        all.forEach(
          (registration, i) => registration.unregister() && registry.register(key(i), -i),
        );
      }
      expect(seen).toHaveLength(1);
      expect(registry.size).toBe(50);
    });

    it('visits an entry as it is when its turn comes', () => {
      const { registry, all } = filled(10);
      const seen: number[] = [];
      for (const { value } of registry) {
        if (seen.length === 0) for (const registration of all) registration.update((n) => n + 100);
        seen.push(value);
      }
      expect(seen.filter((value) => value >= 100)).toHaveLength(9);
    });

    it('visits whatever stays exactly once', () => {
      const step = fc.array(fc.record({ add: fc.boolean(), at: fc.nat() }), { maxLength: 6 });
      fc.assert(
        fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
          const { registry, all } = filled(80);
          const stayed = new Set(all.keys());
          const live: Registration<number>[] = [...all];
          const seen: number[] = [];
          for (const { value } of registry) {
            seen.push(value);
            for (const { add, at } of steps[seen.length % steps.length]!) {
              if (add) live.push(registry.register(key(at % 200), 1000));
              const gone = live.splice(at % live.length, 1)[0];
              if (!add && gone !== undefined) {
                stayed.delete(gone.entry.value);
                gone.unregister();
              } else if (gone !== undefined) live.push(gone);
            }
          }
          expect(new Set(seen).size).toBe(seen.length);
          expect(Math.max(-1, ...seen)).toBeLessThan(1000);
          for (const value of stayed) expect(seen).toContain(value);
        }),
        { numRuns: 60 },
      );
    });
  });

  it('is lazy: an iteration that is left early has walked over what it gave and no more', () => {
    const registry = new Registry({ keys: 'unique', partitions });
    for (let i = 0; i < 10; i++) registry.register(i, i);
    const entries = registry.entries();
    entries.next();
    expect(entries.return?.().done).toBe(true);
    expect(entries.next().done).toBe(true);
  });

  it('ends when the registry is closed meanwhile', () => {
    const registry = new Registry({ keys: 'unique', partitions });
    for (let i = 0; i < 10; i++) registry.register(i, i);
    let visits = 0;
    for (const _ of registry) {
      visits++;
      registry.close();
    }
    expect(visits).toBe(1);
  });

  it('may run several times at once', () => {
    const registry = new Registry({ keys: 'unique', partitions });
    for (let i = 0; i < 5; i++) registry.register(i, i);
    let pairs = 0;
    for (const _a of registry) for (const _b of registry.entries()) pairs++;
    expect(pairs).toBe(25);
  });
});
