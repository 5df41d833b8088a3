import {
  $,
  _,
  consistentHash,
  decodeTerm,
  encodeTerm,
  gt,
  leastLoaded,
  Owner,
  pattern,
  query,
  random,
  Registry,
  variable,
  where,
} from 'nestjs-registry';
import { caught } from '../support/caught.js';
import { growthOfAll, isCollected, NOTHING, PATIENCE } from '../support/heap.js';

const registry = new Registry<{ value: { load: number } }>({ keys: 'duplicate', index: ['load'] });
const owner = new Owner();
for (let n = 0; n < 10; n++) registry.register(['worker', n], { load: n }, { owner });
registry.register('mailer', { load: 1 });
registry.register('mailer', { load: 2 });

const id = variable<number>('id');
const busy = where({ key: ['worker', id], value: { load: 7 } }).return(id);

const ASKED: [string, number, (n: number) => unknown][] = [
  ['matches', 100_000, (n) => registry.match('mailer', { load: n })],
  ['counts of matches', 100_000, () => registry.countMatch('mailer', _)],
  ['selections by a compiled query', 100_000, () => registry.select(busy)],
  // Reading a query takes some 10 microseconds.
  [
    'selections by ever new queries',
    20_000,
    (n) => registry.select([{ head: [['worker', n], _, $(1)], body: [$(1)] }]),
  ],
  ['selections by an owner', 20_000, () => registry.select([{ head: [_, owner, _], body: [1] }])],
  [
    'queries that were made and not used',
    20_000,
    (n) => [
      query([{ head: [_, _, n], body: [true] }]),
      where({ value: { load: variable<number>('load') } })
        .guard(gt(variable<number>('load'), n))
        .return(n),
    ],
  ],
  ['selections that were left in the middle', 100_000, () => registry.selectEach(busy).next()],
  ['counts of selections', 100_000, () => registry.countSelect(busy)],
  ['explanations', 100_000, () => registry.explain(busy)],
  [
    'malformed queries',
    20_000,
    (n) => caught(() => registry.select([{ head: [_, _, _], body: [['nothing', n]] }])),
  ],
  ['terms on the wire', 100_000, (n) => decodeTerm(encodeTerm(['user', n, $(1), 7n]))],
  ['patterns that were made', 100_000, (n) => [pattern(`a:${n}:*`), pattern(['a', n, _])]],
];

it.each(ASKED)(
  'the heap is where it was after %s, %i times',
  async (_name, rounds, round) => {
    expect(await growthOfAll(round, rounds)).toBeLessThan(NOTHING);
  },
  PATIENCE,
);

const turn = leastLoaded<{ load: number }>(({ load }) => load);
const PICKED: typeof ASKED = [
  ['at random', 100_000, () => registry.pick('mailer', random())],
  ['by load', 100_000, () => registry.pick('mailer', turn)],
  // A hash takes some 20 microseconds.
  ['by ever new hashes', 20_000, (n) => registry.pick('mailer', consistentHash(['user', n]))],
  ['among those that match', 100_000, () => registry.pick(['worker', 7], turn, { load: 7 })],
];

it.each(PICKED)(
  'the heap is where it was after picks %s, %i times',
  async (_name, rounds, round) => {
    expect(await growthOfAll(round, rounds)).toBeLessThan(NOTHING);
  },
  PATIENCE,
);

it('a query keeps nothing of what it has found', async () => {
  const all = query([{ head: [_, _, $(1)], body: [$(1)] }]);
  const collected = await isCollected(() => {
    const value = { load: 100 };
    const registration = registry.register('found', value);
    expect(registry.select(all)).toContain(value);
    registration.unregister();
    return value;
  });
  expect(collected).toBe(true);
});
