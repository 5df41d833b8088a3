import { InvalidArgumentError, InvalidPickError, random, Registry } from 'nestjs-registry';

const three = () => {
  const registry = new Registry<{ value: string }>({ keys: 'duplicate' });
  for (const value of ['a', 'b', 'c']) registry.register('mailer', value);
  return registry;
};

describe('random', () => {
  it.each([
    [0, 'a'],
    [0.333, 'a'],
    [0.334, 'b'],
    [0.666, 'b'],
    [0.667, 'c'],
    [1 - Number.EPSILON / 2, 'c'],
  ])('of %p picks %s of three', (drawn, expected) => {
    expect(
      three().pick(
        'mailer',
        random(() => drawn),
      )?.value,
    ).toBe(expected);
  });

  it('needs no source: each comes up', () => {
    const registry = three();
    const strategy = random();
    const picked = Array.from({ length: 200 }, () => registry.pick('mailer', strategy)?.value);
    // That one of three is missing in 200 draws happens once in 10^35 times.
    expect(new Set(picked)).toEqual(new Set(['a', 'b', 'c']));
  });

  it.each([1, -0.1, NaN, Infinity, '0.5', undefined])('refuses a source that gives %p', (drawn) => {
    expect(() =>
      three().pick(
        'mailer',
        random(() => drawn as number),
      ),
    ).toThrow(InvalidPickError);
  });

  it('refuses a source that is no function', () => {
    expect(() => random(0.5 as unknown as () => number)).toThrow(InvalidArgumentError);
  });
});
