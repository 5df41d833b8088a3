import fc from 'fast-check';
import {
  $,
  $_,
  _,
  decodeTerm,
  encodeTerm,
  exact,
  InvalidOptionError,
  InvalidTermError,
  Owner,
  rest,
  variable,
} from 'nestjs-registry';
import { caught } from '../support/caught.js';
import { replayable } from '../support/replayable.js';

const owner = new Owner();
const options = {
  owner: (id: string) => (id === owner.id ? owner : undefined),
  symbols: true,
};
const pristine = Object.getOwnPropertyNames(Object.prototype);

afterEach(() => {
  const names = Object.getOwnPropertyNames(Object.prototype);
  if (names.length !== pristine.length) throw new Error('Object.prototype was polluted.');
});

it.each<[string, unknown]>([
  ['a number', 1],
  ['undefined', undefined],
  ['null', null],
  ['an object', { $any: true }],
  ['a boxed string', Object('1')],
  ['a buffer', Buffer.from('1')],
])('refuses %s instead of a text', (_what, text) => {
  expect(caught(() => decodeTerm(text as string))).toBeInstanceOf(InvalidTermError);
});

it.each<[string, string]>([
  ['an empty text', ''],
  ['no JSON', 'undefined'],
  ['two values', '1 2'],
  ['a half', '{"a":'],
  ['code', 'process.exit()'],
  ['NaN', 'NaN'],
  ['a comment', '/* */ 1'],

  ['an unknown tag', '{"$code":"process.exit()"}'],
  ['the bare tag', '{"$":1}'],
  ['an inherited name as tag', '{"$constructor":1}'],
  ['a tag in depth', '{"a":[{"$regexp":"a"}]}'],
  ['a tag beside another field', '{"$bigint":"7","a":1}'],
  ['a tag after another field', '{"a":1,"$bigint":"7"}'],
  ['two tags', '{"$bigint":"7","$date":7}'],

  ['a number that is one', '{"$number":1}'],
  ['a number of another name', '{"$number":"1"}'],
  ['a number in an array', '{"$number":["NaN"]}'],
  ['an inherited number', '{"$number":"toString"}'],
  ['a number __proto__', '{"$number":"__proto__"}'],
  ['a bigint that is a number', '{"$bigint":7}'],
  ['a bigint that is none', '{"$bigint":"seven"}'],
  ['an empty bigint', '{"$bigint":""}'],
  ['a bigint with space', '{"$bigint":" 7"}'],
  ['a bigint with a line', '{"$bigint":"7\\n"}'],
  ['a hexadecimal bigint', '{"$bigint":"0x7"}'],
  ['a bigint with an exponent', '{"$bigint":"1e9"}'],
  ['a bigint of 10,001 digits', `{"$bigint":"${'9'.repeat(10_001)}"}`],
  ['a bigint of 900,000 digits', `{"$bigint":"${'9'.repeat(900_000)}"}`],
  ['a date that is a string', '{"$date":"2020-01-01"}'],
  ['a date that is an object', '{"$date":{}}'],
  ['undefined that is false', '{"$undefined":false}'],
  ['a symbol that is a number', '{"$symbol":1}'],
  ['any that is false', '{"$any":false}'],
  ['a whole of another name', '{"$whole":"world"}'],
  ['a variable without a name', '{"$var":""}'],
  ['a negative variable', '{"$var":-1}'],
  ['a fractional variable', '{"$var":0.5}'],
  ['a giant variable', '{"$var":1e300}'],
  ['a variable that is null', '{"$var":null}'],
  ['a rest of a literal', '{"$rest":1}'],
  ['a rest of a rest', '{"$rest":{"$rest":{"$any":true}}}'],
  ['a rest of a whole', '{"$rest":{"$whole":"entry"}}'],
  ['exact of an array', '{"$exact":[]}'],
  ['exact of a string', '{"$exact":"a"}'],
  ['exact of a date', '{"$exact":{"$date":1}}'],
  ['exact of exact', '{"$exact":{"$exact":{}}}'],
  ['exact of an unknown tag', '{"$exact":{"$a":1}}'],
  ['pairs that are no array', '{"$object":{"a":1}}'],
  ['a pair that is no array', '{"$object":["ab"]}'],
  ['a pair of one', '{"$object":[["$a"]]}'],
  ['a pair of three', '{"$object":[["$a",1,2]]}'],
  ['a pair whose name is a number', '{"$object":[[1,2]]}'],
  ['a pair whose name is a tag', '{"$object":[[{"$symbol":"s"},2]]}'],
  ['a name twice', '{"$object":[["$a",1],["$a",2]]}'],
  ['an owner nobody knows', '{"$owner":"nobody"}'],
  ['an owner that is a number', '{"$owner":1}'],
  ['an owner that is an object', '{"$owner":{"id":"a"}}'],

  ['arrays 101 deep', '['.repeat(102) + ']'.repeat(102)],
  ['arrays 400,000 deep', '['.repeat(400_000) + ']'.repeat(400_000)],
  ['arrays that never end', '['.repeat(900_000)],
  ['objects 100,000 deep', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
  ['tags 50,000 deep', `${'{"$exact":'.repeat(50_000)}1${'}'.repeat(50_000)}`],
  ['pairs 20,000 deep', `${'{"$object":[["a",'.repeat(20_000)}1${']]}'.repeat(20_000)}`],
])('refuses %s', (_what, text) => {
  const error = caught<InvalidTermError>(() => decodeTerm(text, options));
  expect(error).toBeInstanceOf(InvalidTermError);
  expect(error.code).toBe('INVALID_TERM');
  expect(error.message.length).toBeLessThan(500);
});

it('refuses a text that is too long before it reads it', () => {
  const text = 'x'.repeat(1_000_001);
  expect(caught(() => decodeTerm(text)).message).toMatch(/longer than 1000000/);
});

it('the greatest length is the reader’s to say', () => {
  expect(decodeTerm('[1]', { maxLength: 3 })).toEqual([1]);
  expect(caught(() => decodeTerm('[1]', { maxLength: 2 }))).toBeInstanceOf(InvalidTermError);
});

it('knows no owner unless it is told', () => {
  const text = encodeTerm(owner);
  expect(caught(() => decodeTerm(text))).toBeInstanceOf(InvalidTermError);
  expect(decodeTerm(text, options)).toBe(owner);
});

it.each([null, { maxLength: -1 }, { maxLength: '1' }, { owner: 'ann' }, { other: 1 }])(
  'refuses the options %j',
  (wrong) => {
    expect(() => decodeTerm('1', wrong as never)).toThrow(InvalidOptionError);
  },
);

it.each<[string, string]>([
  ['a field __proto__', '{"__proto__":{"polluted":1}}'],
  ['a pair __proto__', '{"$object":[["__proto__",{"polluted":1}]]}'],
  ['a field constructor', '{"constructor":{"prototype":{"polluted":1}}}'],
  ['a field in exact', '{"$exact":{"__proto__":{"polluted":1}}}'],
])('%s is a field like any other and no prototype', (_what, text) => {
  const decoded = decodeTerm(text) as { fields?: object };
  const fields = decoded.fields ?? decoded;
  expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
  expect(Object.keys(fields)).toHaveLength(1);
  expect(Reflect.get(fields, 'polluted')).toBeUndefined();
});

/** Whatever it is, it is decoded or refused. */
function decodesOrRefuses(text: string): boolean {
  try {
    decodeTerm(text, options);
    return true;
  } catch (error) {
    return error instanceof InvalidTermError;
  }
}

it('any text at all is decoded or refused', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      expect(decodesOrRefuses(text)).toBe(true);
    }),
    replayable(2000),
  );
});

it('any JSON at all is decoded or refused', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 5 }), (text) => {
      expect(decodesOrRefuses(text)).toBe(true);
    }),
    replayable(1000),
  );
});

it('any JSON of tags is decoded or refused', () => {
  const tags = ['$number', '$bigint', '$date', '$undefined', '$symbol', '$any', '$whole', '$var'];
  const name = fc.constantFrom(...tags, '$owner', '$rest', '$exact', '$object', 'a', '__proto__');
  const json = fc.letrec<{ json: unknown }>((tie) => ({
    json: fc.oneof(
      { depthSize: 'medium' },
      fc.constantFrom<unknown>(true, null, 0, -1, 1e300, 0.5, '', '7', 'NaN', 'entry', owner.id),
      fc.array(tie('json'), { maxLength: 3 }),
      fc.dictionary(name, tie('json'), { maxKeys: 2 }),
      fc.tuple(name, tie('json')).map((pair) => [pair]),
    ),
  })).json;
  fc.assert(
    fc.property(json, (made) => {
      expect(decodesOrRefuses(JSON.stringify(made))).toBe(true);
    }),
    replayable(3000),
  );
});

it('a valid text that is changed anywhere is decoded or refused', () => {
  const valid = encodeTerm([
    { head: [['a', rest($(1))], owner, exact({ at: new Date(7), n: -0 })], body: [$_, { $a: 7n }] },
    [undefined, Symbol.for('s'), _, variable('v'), JSON.parse('{"__proto__":[1]}')],
  ]);
  const change = fc.record({
    at: fc.nat(valid.length),
    cut: fc.nat(5),
    put: fc.oneof(
      fc.string({ maxLength: 3 }),
      fc.constantFrom('"', '{', '}', '[', ']', '$', '-', '9'),
    ),
  });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
      const changed = changes.reduce(
        (text, { at, cut, put }) => text.slice(0, at) + put + text.slice(at + cut),
        valid,
      );
      expect(decodesOrRefuses(changed)).toBe(true);
    }),
    replayable(3000),
  );
});

it('does not write a term whose shared parts would be written without end', () => {
  let shared: unknown = 'leaf';
  for (let i = 0; i < 40; i++) shared = [shared, shared];
  expect(() => encodeTerm(shared)).toThrow('the term has more than 100000 parts');
});

it('makes no symbol, which the engine would keep for ever, unless it is told to', () => {
  expect(() => decodeTerm('{"$symbol":"a"}')).toThrow(
    'symbols are refused; see the option symbols',
  );
  expect(decodeTerm('{"$symbol":"a"}', { symbols: true })).toBe(Symbol.for('a'));
});

const nested = <T>(levels: number, wrap: (inner: T) => T, core: T): T => {
  let made = core;
  for (let i = 0; i < levels; i++) made = wrap(made);
  return made;
};

it.each<[string, (inner: unknown) => unknown]>([
  ['arrays', (inner) => [inner]],
  ['objects', (inner) => ({ a: inner })],
  ['exact objects', (inner) => exact({ a: inner })],
  ['objects that are written as pairs', (inner) => ({ $a: inner })],
])('does not write %s that nest too deep', (_what, wrap) => {
  expect(() => encodeTerm(nested(101, wrap, 1))).toThrow('nests deeper than 100 levels');
});

it.each<[string, (inner: string) => string]>([
  ['arrays', (inner) => `[${inner}]`],
  ['objects', (inner) => `{"a":${inner}}`],
  ['exact objects', (inner) => `{"$exact":{"a":${inner}}}`],
  ['rests', (inner) => `{"$rest":${inner}}`],
  ['objects that are written as pairs', (inner) => `{"$object":[["a",${inner}]]}`],
])('does not read %s that nest too deep', (_what, wrap) => {
  expect(() => decodeTerm(nested(101, wrap, '1'))).toThrow('nests deeper than 100 levels');
});

it('asks for owners by their ids only', () => {
  const asked: unknown[] = [];
  const find = (id: string) => {
    asked.push(id);
    return owner;
  };
  expect(() => decodeTerm('{"$owner":7}', { owner: find })).toThrow(InvalidTermError);
  expect(asked).toEqual([]);
});

it('can be told to read nothing at all', () => {
  expect(() => decodeTerm('1', { maxLength: 0 })).toThrow('the text is longer than 0');
});
