import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { $, _, pattern, Registry, rest, type Key, type Pattern } from 'nestjs-registry';
import { replayable } from '../support/replayable.js';

const ANY = '*';
const MANY = '**';

/** A pattern, and what it means written down as plainly as can be. */
interface Made {
  readonly make: () => Pattern;
  readonly matches: (topic: Key) => boolean;
}

const textFits = (steps: readonly string[], segments: readonly string[]): boolean => {
  const [step, ...others] = steps;
  if (step === undefined) return segments.length === 0;
  if (step === MANY)
    return [...segments, ''].some((_segment, i) => textFits(others, segments.slice(i)));
  return (
    segments.length > 0 &&
    (step === ANY || step === segments[0]) &&
    textFits(others, segments.slice(1))
  );
};

const segment = fc.constantFrom('a', 'b');
const separator = fc.constantFrom(':', '/');
const step = fc.oneof(segment, fc.constantFrom(ANY, MANY));

const text = fc
  .record({ steps: fc.array(step, { minLength: 1, maxLength: 4 }), separator })
  .map(({ steps, separator }): Made => ({
    make: () => pattern(steps.join(separator), { separator }),
    matches: (topic) => typeof topic === 'string' && textFits(steps, topic.split(separator)),
  }));

/** Variables are numbers: a place with the same number has an equal value. */
const arrayFits = (elements: readonly (string | number)[], open: boolean, topic: Key): boolean => {
  if (!Array.isArray(topic)) return false;
  const parts: unknown[] = topic;
  if (open ? parts.length < elements.length : parts.length !== elements.length) return false;
  return elements.every((element, i) => {
    if (element === ANY) return true;
    if (typeof element === 'string') return parts[i] === element;
    return elements.every((other, j) => other !== element || parts[i] === parts[j]);
  });
};

const element = fc.oneof(segment, fc.constant(ANY), fc.constantFrom(1, 2));
const array = fc
  .record({ elements: fc.array(element, { maxLength: 3 }), open: fc.boolean() })
  .map(({ elements, open }): Made => {
    const source = elements.map((part) =>
      part === ANY ? _ : typeof part === 'number' ? $(part) : part,
    );
    return {
      make: () => pattern(open ? [...source, rest(_)] : source),
      matches: (topic) => arrayFits(elements, open, topic),
    };
  });

const other = fc.constantFrom<Made>(
  { make: () => pattern(_), matches: () => true },
  { make: () => pattern({ a: _ }), matches: (topic) => typeof topic === 'object' && 'a' in topic! },
  { make: () => pattern({ a: 1 }), matches: (topic) => (topic as { a?: unknown }).a === 1 },
);

const topic = fc.oneof(
  // Some come up often.
  { weight: 3, arbitrary: fc.constantFrom<Key>('a', 'a:b', ['a', 'b']) },
  fc
    .record({ segments: fc.array(segment, { minLength: 1, maxLength: 4 }), separator })
    .map(({ segments, separator }) => segments.join(separator)),
  fc.array(segment, { maxLength: 4 }),
  fc.constantFrom<Key>({ a: 1 }, { a: 2, b: 1 }, { b: 1 }),
);

const action = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('pattern' as const),
      made: fc.oneof(text, array, other),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('topic' as const), topic }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('leave' as const), pick: fc.nat() }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('publish' as const), topic }) },
);

describe.each(['unremembered', 'asked twice'])('%s', (how) => {
  it('a message goes to whom every pattern that matches its topic has, in order', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
        const registry = new Registry({ keys: 'duplicate' });
        let model: { id: number; matches: Made['matches']; leave: () => unknown }[] = [];
        let called: number[] = [];
        actions.forEach((each, id) => {
          const add = (subscribable: Key, matches: Made['matches']): void => {
            const made = registry.subscribe(subscribable as string, () => called.push(id));
            model.push({ id, matches, leave: () => made.unregister() });
          };
          if (each.do === 'pattern') add(each.made.make(), each.made.matches);
          if (each.do === 'topic') add(each.topic, (given) => isDeepStrictEqual(given, each.topic));
          if (each.do === 'leave' && model.length > 0) {
            const gone = model[each.pick % model.length]!;
            gone.leave();
            model = model.filter((entry) => entry !== gone);
          }
          if (each.do !== 'publish') return;
          const expected = model.filter(({ matches }) => matches(each.topic)).map(({ id }) => id);
          for (let i = 0; i < (how === 'asked twice' ? 2 : 1); i++) {
            called = [];
            expect(registry.emit(each.topic, 1)).toBe(expected.length);
            expect(called).toEqual(expected);
            expect(registry.topic(each.topic).size).toBe(expected.length);
          }
        });
      }),
      replayable(600),
    );
  });
});

it('what a pattern matches by itself is what its subscribers are reached by', () => {
  fc.assert(
    fc.property(fc.oneof(text, array, other), topic, (made, key) => {
      expect(made.make().matches(key)).toBe(made.matches(key));
    }),
    replayable(3000),
  );
});

it('more topics than are remembered are matched exactly while patterns come and go', () => {
  const registry = new Registry({ keys: 'duplicate' });
  const topics = Array.from({ length: 5_000 }, (_hole, i) => `t:${i % 100}:${i}`);
  const expectReached = (count: (i: number) => number) => {
    const reached = topics.map((each) => registry.emit(each, 1));
    expect(reached).toEqual(topics.map((_each, i) => count(i)));
  };
  registry.subscribe(pattern('t:7:*'), () => 1);
  expectReached((i) => Number(i % 100 === 7));
  const all = registry.subscribe(pattern('t:**'), () => 1);
  const one = registry.subscribe(pattern('**:4999'), () => 1);
  expectReached((i) => 1 + Number(i % 100 === 7) + Number(i === 4_999));
  all.unregister();
  expectReached((i) => Number(i % 100 === 7) + Number(i === 4_999));
  one.unregister();
  registry.subscribe(pattern('t:8:*'), () => 1);
  expectReached((i) => Number(i % 100 === 7 || i % 100 === 8));
});
