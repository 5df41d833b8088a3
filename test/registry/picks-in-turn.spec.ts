import { strictEqual as same } from 'node:assert';
import fc from 'fast-check';
import { Owner, Registry, roundRobin, type Registration } from 'nestjs-registry';
import { replayable } from '../support/replayable.js';

const make = (...values: string[]) => {
  const registry = new Registry<{ value: string }>({ keys: 'duplicate' });
  const turn = roundRobin();
  const registrations = values.map((value) => registry.register('mailer', value));
  const pick = (times: number, key = 'mailer'): string =>
    Array.from({ length: times }, () => registry.pick(key, turn)?.value).join('');
  return { registry, turn, registrations, pick };
};

describe('roundRobin', () => {
  it('picks each in order of registration, and begins again', () => {
    expect(make('a', 'b', 'c').pick(7)).toBe('abcabca');
  });

  it('goes on after the last one when one before it leaves', () => {
    const { pick, registrations } = make('a', 'b', 'c', 'd');
    expect(pick(2)).toBe('ab');
    registrations[0]!.unregister();
    expect(pick(5)).toBe('cdbcd');
  });

  it('goes on after the last one when that one leaves', () => {
    const { pick, registrations } = make('a', 'b', 'c', 'd');
    expect(pick(2)).toBe('ab');
    registrations[1]!.unregister();
    expect(pick(5)).toBe('cdacd');
  });

  it('goes on after the last one when the next one leaves', () => {
    const { pick, registrations } = make('a', 'b', 'c', 'd');
    expect(pick(2)).toBe('ab');
    registrations[2]!.unregister();
    expect(pick(5)).toBe('dabda');
  });

  it('gives who comes its turn at the end of the round', () => {
    const { pick, registry } = make('a', 'b', 'c');
    expect(pick(1)).toBe('a');
    registry.register('mailer', 'd');
    expect(pick(5)).toBe('bcdab');
  });

  it('lets nobody starve among many who come', () => {
    const { pick, registry } = make('a', 'b');
    for (let i = 0; i < 3; i++) {
      expect(pick(1)).toBe('a');
      registry.register('mailer', 'x').unregister();
      registry.register('mailer', 'y').unregister();
      expect(pick(1)).toBe('b');
    }
  });

  it('knows an entry again that was updated', () => {
    const { pick, registrations } = make('a', 'b');
    expect(pick(1)).toBe('a');
    registrations[0]!.update(() => 'A');
    expect(pick(1)).toBe('b');
    registrations[1]!.update(() => 'B');
    expect(pick(2)).toBe('AB');
  });

  it('takes several entries of one owner for several', () => {
    const registry = new Registry<{ value: string }>({ keys: 'duplicate' });
    const owner = new Owner();
    const turn = roundRobin();
    const [a] = ['a', 'b', 'c'].map((value) => registry.register('mailer', value, { owner }));
    const pick = () => registry.pick('mailer', turn)?.value;
    expect([pick(), pick()]).toEqual(['a', 'b']);
    a!.unregister();
    expect([pick(), pick(), pick()]).toEqual(['c', 'b', 'c']);
  });

  it('has a turn of its own for each key', () => {
    const { pick, registry } = make('a', 'b');
    registry.register('printer', 'x');
    registry.register('printer', 'y');
    expect([pick(1), pick(1, 'printer'), pick(1), pick(1, 'printer')].join('')).toBe('axby');
  });

  it('is fair to each part of the candidates and to all of them', () => {
    const registry = new Registry<{ value: { host: string; region: string } }>({
      keys: 'duplicate',
    });
    registry.register('mailer', { host: 'a', region: 'E' });
    for (const host of ['b', 'c', 'd']) registry.register('mailer', { host, region: 'U' });
    const turn = roundRobin();
    const pick = (region: string) => registry.pick('mailer', turn, { region })?.value.host;
    // One pointer into all of them, or one round for all, would begin with `b` again each time that it was Europe's turn.
    const picked = Array.from({ length: 4 }, () => [pick('E'), pick('U')].join('')).join(' ');
    expect(picked).toBe('ab ac ad ab');
  });

  it('lets nobody starve where a part of them is picked from in between', () => {
    const registry = new Registry<{ value: { host: string; region: string } }>({
      keys: 'duplicate',
    });
    for (const host of ['a', 'b']) registry.register('mailer', { host, region: 'E' });
    registry.register('mailer', { host: 'c', region: 'U' });
    const turn = roundRobin();
    const europe = () => registry.pick('mailer', turn, { region: 'E' })?.value.host;
    const any = () => registry.pick('mailer', turn)?.value.host;
    const picked = Array.from({ length: 4 }, () => [europe(), any()].join('')).join(' ');
    expect(picked).toBe('ab ac ba bc');
  });

  it('can be called by hand', () => {
    const { registry, turn } = make('a', 'b');
    const pick = () => turn(registry.match('mailer', 'b'), 'mailer')?.value;
    expect([pick(), pick()]).toEqual(['b', 'b']);
    expect(turn([], 'mailer')).toBeUndefined();
  });

  it('shares with nobody: another strategy has another turn', () => {
    const { pick, registry } = make('a', 'b');
    expect(pick(1)).toBe('a');
    expect(registry.pick('mailer', roundRobin())?.value).toBe('a');
    expect(pick(1)).toBe('b');
  });

  const step = fc.oneof(
    { weight: 6, arbitrary: fc.constant({ do: 'pick' as const, at: 0 }) },
    { weight: 2, arbitrary: fc.constant({ do: 'join' as const, at: 0 }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('leave' as const), at: fc.nat() }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('update' as const), at: fc.nat() }) },
  );

  it('is a queue that who is new joins behind the one registered before, whoever comes and goes', () => {
    const run = (): void =>
      fc.assert(
        fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
          const registry = new Registry<{ value: { id: number } }>({ keys: 'duplicate' });
          const turn = roundRobin();
          let there: { id: number; registration: Registration<{ id: number }> }[] = [];
          let queue: number[] = [];
          let id = 0;
          for (const each of steps) {
            const chosen = there[each.at % there.length];
            if (each.do === 'join') {
              there.push({ id, registration: registry.register('k', { id }) });
              id++;
            } else if (each.do === 'pick') {
              for (const [at, one] of there.entries())
                if (!queue.includes(one.id))
                  queue.splice(queue.indexOf(there[at - 1]?.id ?? -1) + 1, 0, one.id);
              const next = queue.shift();
              if (next !== undefined) queue.push(next);
              same(registry.pick('k', turn)?.value.id, next);
            } else if (each.do === 'update') {
              chosen?.registration.update((value) => ({ ...value }));
            } else if (chosen !== undefined) {
              chosen.registration.unregister();
              there = there.filter((one) => one !== chosen);
              queue = queue.filter((one) => one !== chosen.id);
            }
          }
        }),
        replayable(300),
      );
    expect(run).not.toThrow();
  });

  it('picks nobody twice while another candidate waits, whichever parts are picked from', () => {
    const part = fc.integer({ min: 1, max: 2 ** 5 - 1 });
    const run = (): void =>
      fc.assert(
        fc.property(fc.array(part, { minLength: 20, maxLength: 60, size: 'max' }), (parts) => {
          const registry = new Registry<{ value: number }>({ keys: 'duplicate' });
          const turn = roundRobin();
          for (let bit = 0; bit < 5; bit++) registry.register('k', bit);
          const wentAhead = Array.from({ length: 5 }, () => new Set<number>());
          for (const mask of parts) {
            const candidates = registry.lookup('k').filter(({ value }) => mask & (1 << value));
            const picked = turn(candidates, 'k')!.value;
            for (const { value } of candidates) {
              same(value !== picked && wentAhead[value]!.has(picked), false);
              wentAhead[value]!.add(picked);
            }
            wentAhead[picked]!.clear();
          }
        }),
        replayable(300),
      );
    expect(run).not.toThrow();
  });
});
