/* A message reaches whom its topic and every pattern that fits it has, in order, while they come and go. */
import fc from 'fast-check';
import {
  InvalidPatternError,
  MatchSpecError,
  pattern,
  Registry,
  type Key,
  type Pattern,
  type Registration,
} from 'nestjs-registry';
import { makePattern, makeValue } from '../arbitraries/make-spec.js';
import { named, plain, some } from '../arbitraries/plain.js';
import {
  keyPattern,
  keyValue,
  type PatternPlan,
  type ValuePlan,
} from '../arbitraries/spec-plans.js';
import { accepted, fault, outcome, refusedWith } from '../harness/failures.js';
import { target as made } from '../harness/target.js';
import { isMalformedPattern } from '../model/malformed.js';
import { fitsPattern } from '../model/naive-specs.js';
import { fitsText, segmentsOf } from '../model/naive-topics.js';
import { equal } from '../model/naive-values.js';

const SEPARATORS = [':', ':', '/', '::', 'a', '*', ' '];
const segment = some(
  [6, fc.constantFrom('a', 'b', '*', '**')],
  [1, fc.constantFrom('', '__proto__', 'a*', '***', '\ud800', 'aa')],
);
const topicText = plain({
  is: named('text'),
  segments: fc.array(fc.constantFrom('a', 'b', '', '__proto__', '\ud800', '*'), { maxLength: 5 }),
  separator: fc.constantFrom(...SEPARATORS),
});
/** Few, so that they meet. */
const listTopic = plain({
  is: named('value'),
  value: fc.constantFrom<ValuePlan>(...[['s', 1], ['s', 's'], [1]].map(listOf)),
});
const topic = some(
  [3, topicText],
  [2, plain({ is: named('value'), value: keyValue })],
  [2, listTopic],
);

function listOf(atoms: readonly unknown[]): ValuePlan {
  return { is: 'list', items: atoms.map((atom) => ({ is: 'atom', atom })) };
}

/** Deeper than a key may be: it fits nothing. */
const deepLiteral = fc
  .tuple(fc.integer({ min: 62, max: 68 }), fc.boolean())
  .map(([depth, open]): PatternPlan => {
    let part: ValuePlan = { is: 'atom', atom: 1 };
    for (let i = 0; i < depth; i++) part = { is: 'list', items: [part] };
    return { is: 'items', items: open ? [{ is: 'any' }, part] : [part] };
  });
const listPattern = fc.constantFrom<PatternPlan>(
  { is: 'items', items: [{ is: 'any' }, { is: 'atom', atom: 's' }] },
  {
    is: 'items',
    items: [
      { is: 'atom', atom: 's' },
      { is: 'variable', name: 0 },
    ],
  },
  { is: 'items', items: [{ is: 'variable', name: 0 }] },
);
const subscribable = some(
  [2, topic],
  [3, listTopic],
  [3, plain({ is: named('pattern'), pattern: listPattern })],
  [
    4,
    plain({
      is: named('segments'),
      segments: fc.array(segment, { minLength: 1, maxLength: 4 }),
      separator: fc.constantFrom(...SEPARATORS),
    }),
  ],
  [4, plain({ is: named('pattern'), pattern: keyPattern })],
  [1, plain({ is: named('pattern'), pattern: deepLiteral })],
);
const step = some(
  [4, plain({ do: named('subscribe'), to: subscribable, again: fc.boolean() })],
  [2, plain({ do: named('leave'), pick: fc.nat() })],
  [6, plain({ do: named('publish'), topic })],
  // To a topic that is another one from some moment on while it is read.
  [3, plain({ do: named('lie'), topic: listTopic, then: listTopic, after: fc.nat(8) })],
  // More topics than are remembered.
  [1, plain({ do: named('flood'), topics: fc.constantFrom(10, 10, 10, 4_200) })],
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
type Subscribable = Extract<Step, { do: 'subscribe' }>['to'];
type Topic = Extract<Step, { do: 'publish' }>['topic'];

interface Subscriber {
  readonly id: number;
  readonly fits: (topic: Key) => boolean;
  registration: Registration;
}

class TopicsWorld {
  readonly #registry: Registry;
  #subscribers: Subscriber[] = [];
  #called: number[] = [];
  #ids = 0;

  constructor(partitions: number) {
    this.#registry = new Registry({ keys: 'duplicate', partitions });
  }

  do(each: Step): void {
    switch (each.do) {
      case 'subscribe':
        return this.#subscribe(each.to, each.again);
      case 'leave': {
        const [gone] = this.#subscribers.splice(
          each.pick % Math.max(1, this.#subscribers.length),
          1,
        );
        gone?.registration.unregister();
        return;
      }
      case 'publish':
        return this.#publish(topicOf(each.topic));
      case 'lie': {
        const reads = changing(
          topicOf(each.topic) as object,
          topicOf(each.then) as object,
          each.after,
        );
        accepted(outcome(() => this.#registry.emit(reads, 1)));
        return;
      }
      case 'flood':
        for (let i = 0; i < each.topics; i++) this.#registry.emit(`a:${i}`, 1);
    }
  }

  end(): void {
    for (const { registration } of this.#subscribers) registration.unregister();
    this.#subscribers = [];
    this.#publish('a');
    this.#publish(['s', 1]);
    const { entries, keys, owners } = this.#registry.stats();
    if (entries + keys + owners !== 0) fault('left', { entries, keys, owners });
  }

  #subscribe(to: Subscribable, again: boolean): void {
    const key = keyOf(to);
    if (key === undefined) return;
    const fits = fitterOf(to);
    const subscribe = (): void => {
      const id = this.#ids++;
      const handler = (): void => {
        this.#called.push(id);
        if (!again || this.#ids > 200) return;
        // Whoever is called may leave and come again: not to this message.
        const me = this.#subscribers.find((one) => one.id === id);
        if (me === undefined) return;
        this.#subscribers = this.#subscribers.filter((one) => one !== me);
        me.registration.unregister();
        subscribe();
      };
      const registration = accepted(outcome(() => this.#registry.subscribe(key, handler)));
      this.#subscribers.push({ id, fits, registration });
    };
    subscribe();
  }

  #publish(topic: Key): void {
    const expected = this.#subscribers.filter(({ fits }) => fits(topic)).map(({ id }) => id);
    const size = this.#registry.topic(topic).size;
    if (size !== expected.length) fault('size of the topic', { size, expected });
    this.#called = [];
    const reached = this.#registry.emit(topic, 1);
    const got = this.#called;
    if (reached !== expected.length || String(got) !== String(expected))
      fault('called', { got, expected, topic, reached });
  }
}

/** An array that is read as one, and after so many times as another one. */
function changing(first: object, then: object, after: number): Key {
  let reads = 0;
  return new Proxy([], {
    get: (_target, name) => Reflect.get(reads++ < after ? first : then, name) as unknown,
  });
}

function topicOf(plan: Topic): Key {
  return plan.is === 'text' ? plan.segments.join(plan.separator) : (makeValue(plan.value) as Key);
}

/** What to subscribe to; nothing where the pattern is refused, as it must be. */
function keyOf(plan: Subscribable): Key | undefined {
  if (plan.is === 'text' || plan.is === 'value') return topicOf(plan);
  const make = (): Pattern =>
    plan.is === 'segments'
      ? pattern(plan.segments.join(plan.separator), { separator: plan.separator })
      : pattern(makePattern(plan.pattern));
  const result = outcome(make);
  const isWrong =
    plan.is === 'segments' ? stepsOf(plan) === undefined : isMalformedPattern(plan.pattern);
  if (!isWrong) return accepted(result);
  refusedWith(result, InvalidPatternError, MatchSpecError);
  return undefined;
}

function stepsOf({ segments, separator }: { segments: readonly string[]; separator: string }) {
  return segmentsOf(segments.join(separator), separator);
}

function fitterOf(plan: Subscribable): (topic: Key) => boolean {
  if (plan.is === 'pattern') {
    // A text is a pattern of segments by default.
    const source = plan.pattern.is === 'atom' ? plan.pattern.atom : undefined;
    if (typeof source === 'string') {
      const steps = segmentsOf(source, ':')!;
      return (topic) => typeof topic === 'string' && fitsText(steps, topic.split(':'));
    }
    return (topic) => fitsPattern(plan.pattern, topic);
  }
  if (plan.is === 'segments') {
    const steps = stepsOf(plan)!;
    return (topic) => typeof topic === 'string' && fitsText(steps, topic.split(plan.separator));
  }
  const key = topicOf(plan);
  return (topic) => equal(key, topic);
}

export const target = made({
  cases: plain({
    partitions: fc.constantFrom(1, 3),
    steps: fc.array(step, { maxLength: 30, size: 'max' }),
  }),
  quick: 200,
  run({ partitions, steps }) {
    const world = new TopicsWorld(partitions);
    for (const each of steps) world.do(each);
    world.end();
  },
});
