import { $, _, exact, pattern, rest, type Key } from 'nestjs-registry';
import { caught } from '../support/caught.js';
import { makeEvents } from '../support/events.js';

class OrderCreated {}
class OrderPaid {}
const symbol = Symbol('s');

const TEXTS: [string, string[], string[]][] = [
  ['order', ['order'], ['order:1', '', 'orde', 'orders']],
  [
    'order:*',
    ['order:paid', 'order:', 'order:*'],
    ['order', 'order:1:paid', 'orders:1', ':order:1'],
  ],
  ['*', ['order', '', '*', '**'], ['a:b', ':']],
  ['*:*', ['a:b', ':'], ['a', 'a:b:c', '']],
  ['*:paid', ['order:paid', ':paid'], ['paid', 'order:paid:1', 'order:1:paid']],
  ['a:*:c', ['a:b:c', 'a::c'], ['a:c', 'a:b:b:c']],
  ['**', ['', 'a', 'a:b', 'a:b:c'], []],
  ['room:**', ['room', 'room:', 'room:1', 'room:1:2'], ['rooms', 'rooms:1', 'a:room', '']],
  ['**:paid', ['paid', 'a:paid', 'a:b:paid'], ['a:paid:b', 'unpaid', 'a:unpaid', '']],
  ['a:**:z', ['a:z', 'a:b:z', 'a:b:c:z', 'a:z:z', 'a:a:z'], ['a', 'z', 'a:zz', 'aa:z', 'a:z:b']],
  ['**:a:**', ['a', 'x:a', 'a:x', 'x:a:y', 'a:a:a'], ['', 'x', 'x:y', 'aa']],
  ['a:**:b:**:c', ['a:b:c', 'a:x:b:c', 'a:b:x:c', 'a:c:b:b:c'], ['a:c', 'a:b', 'a:c:b', 'b:c']],
  ['**:b:c:**:c:d', ['b:c:c:d', 'a:b:c:x:c:d'], ['b:c:d', 'a:b:c:d', 'b:c:d:c']],
  ['**:**', ['', 'a', 'a:b'], []],
  ['*:**', ['', 'a', 'a:b:c'], []],
  ['**:*', ['', 'a', 'a:b:c'], []],
  ['*:**:*', ['a:b', 'a:b:c', ':'], ['a', '']],
  ['a:**:*', ['a:b', 'a:b:c', 'a:'], ['a', 'b', 'b:a']],
  ['', [''], ['a', ':']],
  ['a.b:*', ['a.b:c'], ['a:b:c', 'axb:c', 'a.b.c']],
];

describe.each(TEXTS)("pattern('%s')", (source, matching, others) => {
  const made = pattern(source);
  it('matches exactly what it says', () => {
    for (const topic of matching) expect([topic, made.matches(topic)]).toEqual([topic, true]);
    for (const topic of others) expect([topic, made.matches(topic)]).toEqual([topic, false]);
    for (const topic of [7, ['order'], null, { order: 1 }, OrderCreated])
      expect(made.matches(topic)).toBe(false);
  });

  it('reaches exactly the topics that it matches', () => {
    const { registry } = makeEvents();
    registry.subscribe(made, () => 1);
    for (const topic of matching) expect([topic, registry.emit(topic, 1)]).toEqual([topic, 1]);
    for (const topic of others) expect([topic, registry.emit(topic, 1)]).toEqual([topic, 0]);
  });
});

const SEPARATORS: [string, string, string[], string[]][] = [
  ['/', 'house/*', ['house/kitchen', 'house/a:b'], ['house', 'house:kitchen', 'house/a/b']],
  ['.', 'a.**', ['a', 'a.b', 'a.b.c'], ['ab', 'a:b']],
  ['::', 'a::*', ['a::b', 'a::b:c'], ['a:b', 'a::b::c']],
  [' -> ', '** -> end', ['end', 'a -> end'], ['a->end']],
];

it.each(SEPARATORS)(
  "segments may be divided by '%s': %s",
  (separator, source, matching, others) => {
    const made = pattern(source, { separator });
    const { registry } = makeEvents();
    registry.subscribe(made, () => 1);
    for (const topic of matching) {
      expect([topic, made.matches(topic), registry.emit(topic, 1)]).toEqual([topic, true, 1]);
    }
    for (const topic of others) {
      expect([topic, made.matches(topic), registry.emit(topic, 1)]).toEqual([topic, false, 0]);
    }
  },
);

const STRUCTURES: [string, unknown, Key[], Key[]][] = [
  ['a literal', ['user', 7], [['user', 7]], [['user'], ['user', '7'], ['user', 7, 1], 'user', 7]],
  [
    'anything in one place',
    ['user', _, 'created'],
    [
      ['user', 7, 'created'],
      ['user', null, 'created'],
      ['user', ['a', 1], 'created'],
    ],
    [['user', 'created'], ['user', 1, 2, 'created'], 'user:7:created'],
  ],
  [
    'a variable in one place',
    ['user', $(1)],
    [
      ['user', 7],
      ['user', undefined],
    ],
    [['user']],
  ],
  [
    'a variable twice',
    [$(1), 'to', $(1)],
    [
      [1, 'to', 1],
      [['a'], 'to', ['a']],
      [{ a: 1 }, 'to', { a: 1 }],
    ],
    [
      [1, 'to', 2],
      [1, 'to', '1'],
      [1, 'to', 1n],
    ],
  ],
  [
    'two variables',
    [$(1), $(2)],
    [
      [1, 1],
      [1, 2],
    ],
    [[1], [1, 2, 3]],
  ],
  [
    'any rest',
    ['room', rest(_)],
    [['room'], ['room', 1], ['room', 1, 2]],
    [[], ['rooms'], [1, 'room'], 'room'],
  ],
  ['nothing but a rest', [rest(_)], [[], [1], ['a', 'b']], ['a', 1, { length: 0 }]],
  [
    'a rest that is a variable bound before',
    [$(1), rest($(1))],
    [[[1, 2], 1, 2], [[]]],
    [
      [[1], 2],
      [1, 1],
    ],
  ],
  [
    'a nested array',
    ['a', ['b', _]],
    [['a', ['b', 1]]],
    [
      ['a', 'b', 1],
      ['a', ['b']],
      ['a', ['c', 1]],
    ],
  ],
  [
    'a nested literal array',
    ['a', ['b', 1], _],
    [['a', ['b', 1], 2]],
    [
      ['a', ['b', 2], 2],
      ['a', ['b', 1]],
    ],
  ],
  [
    'an object as a subset',
    { room: 7 },
    [{ room: 7 }, { room: 7, floor: 'a' }],
    [{ room: 8 }, { floor: 'a' }, ['room', 7], {}],
  ],
  ['an object exactly', exact({ room: 7 }), [{ room: 7 }], [{ room: 7, floor: 'a' }]],
  [
    'an object in an array',
    ['user', { id: _ }],
    [
      ['user', { id: 1 }],
      ['user', { id: 1, at: 2 }],
    ],
    [
      ['user', {}],
      ['user', 1],
    ],
  ],
  [
    'an exact object in an array',
    ['user', exact({ id: 1 })],
    [['user', { id: 1 }]],
    [
      ['user', { id: 1, at: 2 }],
      ['user', { id: 2 }],
    ],
  ],
  ['the empty object', {}, [{}, { a: 1 }], [[], new Date(0), OrderCreated]],
  [
    'a class in an array',
    [OrderCreated, _],
    [[OrderCreated, 1]],
    [[OrderPaid, 1], [OrderCreated], OrderCreated],
  ],
  [
    'a date in an array',
    ['day', new Date(5)],
    [['day', new Date(5)]],
    [
      ['day', new Date(6)],
      ['day', 5],
    ],
  ],
  ['a date', new Date(5), [new Date(5)], [new Date(6), 5]],
  [
    'a bigint in an array',
    ['id', 1n],
    [['id', 1n]],
    [
      ['id', 1],
      ['id', '1'],
      ['id', 2n],
    ],
  ],
  [
    'a number in an array',
    ['id', 1, _],
    [['id', 1, 2]],
    [
      ['id', 1n, 2],
      ['id', '1', 2],
    ],
  ],
  ['a symbol in an array', [symbol, _], [[symbol, 1]], [[Symbol('s'), 1]]],
  [
    'NaN and -0',
    [NaN, -0, _],
    [
      [NaN, 0, 1],
      [NaN, -0, 1],
    ],
    [
      [0, NaN, 1],
      [null, 0, 1],
    ],
  ],
  [
    'undefined and null',
    [undefined, null, _],
    [[undefined, null, 1]],
    [
      [null, undefined, 1],
      [null, null, 1],
    ],
  ],
  ['the empty array', [], [[]], [[1], {}]],
  ['any topic', _, ['a', 7, 7n, null, [], {}, OrderCreated, new Date(0), symbol], []],
  ['any topic, as a variable', $(1), ['a', ['a']], []],
  ['a class', OrderCreated, [OrderCreated], [OrderPaid, new OrderCreated()]],
  ['a number', 7, [7], [8, '7', 7n]],
];

it.each(STRUCTURES)('a structural pattern of %s', (_name, source, matching, others) => {
  const made = pattern(source);
  const { registry } = makeEvents();
  registry.subscribe(made, () => 1);
  // Twice: the second time it is remembered.
  for (let i = 0; i < 2; i++) {
    for (const topic of matching)
      expect([topic, made.matches(topic), registry.emit(topic, 1)]).toEqual([topic, true, 1]);
    for (const topic of others)
      expect([topic, made.matches(topic), registry.emit(topic, 1)]).toEqual([topic, false, 0]);
  }
});

it('changing what a pattern was made of changes nothing', () => {
  const date = new Date(5);
  const inner = { id: 1 };
  const source = ['user', inner, date];
  const made = pattern(source);
  const { registry } = makeEvents();
  registry.subscribe(made, () => 1);
  source[0] = 'other';
  inner.id = 2;
  date.setTime(6);
  expect(registry.emit(['user', { id: 1 }, new Date(5)], 1)).toBe(1);
  expect(made.matches(['user', { id: 1 }, new Date(5)])).toBe(true);
});

const MALFORMED: [string, () => unknown, string][] = [
  ['a * within a segment', () => pattern('order:cre*'), 'INVALID_PATTERN'],
  ['three *', () => pattern('***'), 'INVALID_PATTERN'],
  ['a * beside another separator', () => pattern('a:*', { separator: '/' }), 'INVALID_PATTERN'],
  ['an empty separator', () => pattern('a', { separator: '' }), 'INVALID_OPTION'],
  ['a rest that is not last', () => pattern([rest(_), 1]), 'MATCH_SPEC'],
  ['a rest by itself', () => pattern(rest(_)), 'MATCH_SPEC'],
  ['an unknown option', () => pattern('a', { seperator: '/' } as object), 'INVALID_OPTION'],
];

it.each(MALFORMED)('%s is refused', (_name, make, code) => {
  expect(caught(make)).toMatchObject({ code });
});

it('the error of a malformed text says which segment is wrong and how segments are divided', () => {
  const error = caught(() => pattern('a/b*c', { separator: '/' }));
  expect(error.message).toContain("'b*c'");
  expect(error.message).toContain("between '/'");
  expect(error).toMatchObject({ pattern: 'a/b*c' });
});

it('a pattern shows what it is', () => {
  expect(String(pattern('order:*'))).toBe("pattern('order:*')");
  expect(pattern('a/*', { separator: '/' })).toMatchObject({ source: 'a/*', separator: '/' });
  expect(pattern(['a', _]).separator).toBeUndefined();
});

describe('a pattern of very many **', () => {
  const many = (n: number) => Array<string>(n).fill('**').join(':');

  it('overflows no stack', () => {
    expect(pattern(many(50_000)).matches('a:b')).toBe(true);
    const { registry } = makeEvents();
    const registration = registry.subscribe(pattern(many(50_000)), () => 1);
    expect(registry.emit('a:b', 1)).toBe(1);
    registration.unregister();
    expect(registry.emit('a:b', 1)).toBe(0);
  });

  it('and a topic of very many segments overflow none either', () => {
    const { registry } = makeEvents();
    registry.subscribe(pattern('**:end'), () => 1);
    expect(registry.emit(`${'a:'.repeat(50_000)}end`, 1)).toBe(1);
  });
});
