import {
  InvalidArgumentError,
  InvalidOptionError,
  InvalidPickError,
  leastLoaded,
  Registry,
} from 'nestjs-registry';
import { caught } from '../support/caught.js';

const loaded = (...loads: unknown[]) => {
  const registry = new Registry<{ value: { at: number; load: number } }>({ keys: 'duplicate' });
  loads.forEach((load, at) => registry.register('mailer', { at, load: load as number }));
  return registry;
};
const load = (value: { load: number }): number => value.load;
const refused = (): never => {
  throw new Error('It must not be called.');
};

describe('leastLoaded', () => {
  it.each([
    [[3, 1, 2], 1],
    [[1, 2, 3], 0],
    [[3, 2, 1], 2],
    [[0, -1, 1], 1],
    [[Infinity, 5, Infinity], 1],
    [[5, -Infinity], 1],
    [[7], 0],
  ])('of loads %p picks the one at %i, and draws nothing', (loads, at) => {
    const picked = loaded(...loads).pick('mailer', leastLoaded(load, { random: refused }));
    expect(picked?.value.at).toBe(at);
  });

  it.each([
    [0, 1],
    [0.4, 2],
    [0.99, 4],
  ])('of equals picks any: with %p the one at %i', (drawn, at) => {
    const strategy = leastLoaded(load, { random: () => drawn });
    expect(loaded(5, 2, 2, 3, 2).pick('mailer', strategy)?.value.at).toBe(at);
  });

  it('takes 0 and -0 for equals', () => {
    const strategy = leastLoaded(load, { random: () => 0.5 });
    expect(loaded(0, -0).pick('mailer', strategy)?.value.at).toBe(1);
  });

  it('picks one also when all are full', () => {
    const strategy = leastLoaded(load, { random: () => 0.5 });
    expect(loaded(Infinity, Infinity).pick('mailer', strategy)?.value.at).toBe(1);
  });

  it('sees an update at once', () => {
    const registry = new Registry<{ value: { load: number } }>({ keys: 'duplicate' });
    const a = registry.register('mailer', { load: 1 });
    const b = registry.register('mailer', { load: 2 });
    const strategy = leastLoaded(load);
    expect(registry.pick('mailer', strategy)).toBe(a.entry);
    a.update(() => ({ load: 3 }));
    expect(registry.pick('mailer', strategy)).toBe(b.entry);
  });

  it.each([NaN, undefined, null, '1', 1n])(
    'refuses the load %p, and names it and its entry',
    (wrong) => {
      const registry = loaded(1, wrong);
      const error = caught<InvalidPickError>(() => registry.pick('mailer', leastLoaded(load)));
      expect(error).toBeInstanceOf(InvalidPickError);
      expect(error.given).toBe(wrong);
      expect(error.message).toContain("the load of { key: 'mailer', value: { at: 1, load: ");
      expect(error.message).toContain('} } to be a number, got ');
    },
  );

  it('refuses what is no function, and options that there are not', () => {
    expect(() => leastLoaded('load' as unknown as () => number)).toThrow(InvalidArgumentError);
    expect(() => leastLoaded(load, { random: 0.5 as unknown as () => number })).toThrow(
      InvalidOptionError,
    );
    expect(() => leastLoaded(load, { source: Math.random } as object)).toThrow(InvalidOptionError);
  });
});
