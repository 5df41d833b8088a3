import { InvalidTermError } from '../errors.js';
import { shapeOf } from '../registry/key.js';
import { Owner } from '../registry/owner.js';
import { aBoolean, aFunction, checkOptions, type OptionCheck } from '../validate.js';
import {
  $_,
  $$,
  _,
  $,
  Exact,
  exact,
  Rest,
  rest,
  Variable,
  variable,
  Whole,
  Wildcard,
} from './term.js';

/** How deep a term on the wire may nest. */
const MAX_DEPTH = 100;

/** How many parts a term may have that is written: parts that it shares with itself are written each time. */
const MAX_PARTS = 100_000;

/** Reading a bigint takes more than linear time. */
const MAX_DIGITS = 10_000;
const BIGINT = new RegExp(`^-?\\d{1,${MAX_DIGITS}}$`);

/** How long a text is read, in UTF-16 code units, unless the reader says otherwise. */
const MAX_LENGTH = 1_000_000;

/**
 * How a text is decoded.
 *
 * @example
 * ```ts
 * import { decodeTerm, encodeTerm, Owner, type DecodeOptions } from 'nestjs-registry';
 *
 * const owner = new Owner('session');
 * const options: DecodeOptions = { owner: (id) => (id === owner.id ? owner : undefined), maxLength: 1_000 };
 * decodeTerm(encodeTerm(['held by', owner]), options)?.constructor.name; // => 'Array'
 * ```
 *
 * @publicApi
 */
export interface DecodeOptions {
  /** The owner of an id, if the reader knows it. @default none is known */
  readonly owner?: (id: string) => Owner | undefined;
  /**
   * Whether registered symbols are made. The engine keeps each of them for ever, so only for text whose writer is trusted.
   *
   * @default false
   */
  readonly symbols?: boolean;
  /** The greatest length of the text, in UTF-16 code units. @default 1_000_000 */
  readonly maxLength?: number;
}

const aLength: OptionCheck = {
  expected: 'an integer from 0 up',
  test: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
};
const decodeChecks = { owner: aFunction, symbols: aBoolean, maxLength: aLength };

/**
 * A key, a value or a match spec as text: JSON in which everything that JSON lacks is an object with one field, its tag.
 * Decoded, it is the same again: dates, bigints, `undefined`, `NaN`, infinities, `-0`, registered symbols, owners (by
 * their id), variables, wildcards and the other parts of patterns.
 *
 * @throws InvalidTermError for what cannot leave the process: functions, classes and their instances, other symbols, and
 * what nests deeper than 100 levels or has more than 100,000 parts.
 *
 * @example
 * ```ts
 * import { $, decodeTerm, encodeTerm } from 'nestjs-registry';
 *
 * const text = encodeTerm(['user', 7n, $(1)]);
 * text; // => '["user",{"$bigint":"7"},{"$var":1}]'
 * decodeTerm(text); // => ['user', 7n, $(1)]
 * ```
 *
 * @publicApi
 */
export function encodeTerm(term: unknown): string {
  try {
    return JSON.stringify(encode(term, 0, { left: MAX_PARTS }));
  } catch (error) {
    if (error instanceof InvalidTermError) throw error;
    throw new InvalidTermError('encodeTerm', 'reading the term threw an error', error);
  }
}

interface Budget {
  left: number;
}

function encode(term: unknown, depth: number, budget: Budget): unknown {
  if (--budget.left < 0) {
    throw new InvalidTermError('encodeTerm', `the term has more than ${MAX_PARTS} parts`);
  }
  if (depth > MAX_DEPTH)
    throw new InvalidTermError('encodeTerm', `the term nests deeper than ${MAX_DEPTH} levels`);
  switch (typeof term) {
    case 'string':
    case 'boolean':
      return term;
    case 'number':
      return Number.isFinite(term) && !Object.is(term, -0)
        ? term
        : { $number: Object.is(term, -0) ? '-0' : String(term) };
    case 'bigint':
      return encodeBigint(term);
    case 'undefined':
      return { $undefined: true };
    case 'symbol':
      return encodeSymbol(term);
    case 'object':
      return term === null ? null : encodeObject(term, depth, budget);
    default:
      throw new InvalidTermError(
        'encodeTerm',
        'a function or class has no meaning in another process',
      );
  }
}

function encodeBigint(bigint: bigint): unknown {
  // The decimal form of a huge bigint takes quadratic time; its hexadecimal form, hardly shorter, does not.
  const text = bigint.toString(16).length > MAX_DIGITS ? '' : bigint.toString();
  if (!BIGINT.test(text)) {
    throw new InvalidTermError('encodeTerm', `a bigint has more than ${MAX_DIGITS} digits`);
  }
  return { $bigint: text };
}

function encodeSymbol(symbol: symbol): unknown {
  const key = Symbol.keyFor(symbol);
  if (key === undefined) {
    throw new InvalidTermError('encodeTerm', `${String(symbol)} is not registered; use Symbol.for`);
  }
  return { $symbol: key };
}

function encodeObject(term: object, depth: number, budget: Budget): unknown {
  if (term instanceof Wildcard) return { $any: true };
  if (term instanceof Variable) return { $var: term.name };
  if (term instanceof Rest) return { $rest: encode(term.pattern, depth + 1, budget) };
  if (term instanceof Exact) return { $exact: encode(term.fields, depth + 1, budget) };
  if (term instanceof Whole) return { $whole: term.what };
  if (term instanceof Owner) return { $owner: term.id };
  switch (shapeOf(term)) {
    case 'array':
      return Array.from(term as readonly unknown[], (element) =>
        encode(element, depth + 1, budget),
      );
    case 'date':
      return { $date: (term as Date).getTime() };
    case 'record':
      return encodeRecord(term as Readonly<Record<string, unknown>>, depth, budget);
    default:
      throw new InvalidTermError(
        'encodeTerm',
        'an instance of a class has no meaning in another process',
      );
  }
}

/** A plain object whose field could be read as a tag, or would be lost by JSON, is written as its pairs. */
function encodeRecord(
  record: Readonly<Record<string, unknown>>,
  depth: number,
  budget: Budget,
): unknown {
  if (Object.getOwnPropertySymbols(record).length > 0) {
    throw new InvalidTermError(
      'encodeTerm',
      'fields named by symbols have no meaning in another process',
    );
  }
  const pairs = Object.keys(record).map(
    (name) => [name, encode(record[name], depth + 1, budget)] as const,
  );
  const plain = pairs.every(([name]) => !name.startsWith('$') && name !== '__proto__');
  return plain ? Object.fromEntries(pairs) : { $object: pairs };
}

/**
 * What `encodeTerm` wrote. Safe for text from anywhere: it runs nothing of it, makes no prototype of it, and refuses text
 * that is too long, nests too deep, or has a tag or a shape that `encodeTerm` does not write.
 *
 * @throws InvalidTermError, InvalidOptionError
 *
 * @example
 * ```ts
 * import { decodeTerm } from 'nestjs-registry';
 *
 * decodeTerm('{"id":{"$bigint":"7"}}'); // => { id: 7n }
 * decodeTerm('{"$code":"process.exit()"}'); // => throws InvalidTermError
 * ```
 *
 * @publicApi
 */
export function decodeTerm(text: string, options: DecodeOptions = {}): unknown {
  checkOptions('decodeTerm(options)', options, decodeChecks);
  const { maxLength = MAX_LENGTH } = options;
  if (typeof text !== 'string')
    throw new InvalidTermError('decodeTerm', `the text is a ${typeof text}, not a string`);
  if (text.length > maxLength)
    throw new InvalidTermError('decodeTerm', `the text is longer than ${maxLength}`);
  return decode(parse(text), 0, options);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidTermError('decodeTerm', 'the text is no JSON', error);
  }
}

function decode(json: unknown, depth: number, options: DecodeOptions): unknown {
  if (depth > MAX_DEPTH)
    throw new InvalidTermError('decodeTerm', `the term nests deeper than ${MAX_DEPTH} levels`);
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return json.map((element) => decode(element, depth + 1, options));
  const fields = Object.entries(json);
  const [tag, content] = fields.find(([name]) => name.startsWith('$')) ?? [];
  if (tag !== undefined) {
    if (fields.length > 1)
      throw new InvalidTermError('decodeTerm', `${tag} stands beside other fields`);
    return decodeTag(tag, content, depth, options);
  }
  return recordOf(fields.map(([name, value]) => [name, decode(value, depth + 1, options)]));
}

function decodeTag(tag: string, content: unknown, depth: number, options: DecodeOptions): unknown {
  const decoded =
    decodeAtom(tag, content, options) ?? decodeComposite(tag, content, depth, options);
  if (decoded === undefined)
    throw new InvalidTermError('decodeTerm', `${tag} is no tag, or what it holds is wrong`);
  return decoded.term;
}

interface Decoded {
  readonly term: unknown;
}

const NUMBERS: Readonly<Record<string, number>> = {
  NaN,
  Infinity,
  '-Infinity': -Infinity,
  '-0': -0,
};

function decodeAtom(
  tag: string,
  content: unknown,
  { owner, symbols = false }: DecodeOptions,
): Decoded | undefined {
  switch (tag) {
    case '$number':
      return typeof content === 'string' && Object.hasOwn(NUMBERS, content)
        ? { term: NUMBERS[content] }
        : undefined;
    case '$bigint':
      return typeof content === 'string' && BIGINT.test(content)
        ? { term: BigInt(content) }
        : undefined;
    case '$date':
      return typeof content === 'number' || content === null
        ? { term: new Date(content ?? NaN) }
        : undefined;
    case '$undefined':
      return content === true ? { term: undefined } : undefined;
    case '$symbol':
      if (!symbols)
        throw new InvalidTermError('decodeTerm', 'symbols are refused; see the option symbols');
      return typeof content === 'string' ? { term: Symbol.for(content) } : undefined;
    case '$any':
      return content === true ? { term: _ } : undefined;
    case '$whole':
      return content === 'entry' ? { term: $_ } : content === 'bindings' ? { term: $$ } : undefined;
    case '$var':
      return decodeVariable(content);
    case '$owner': {
      const found = typeof content === 'string' ? owner?.(content) : undefined;
      if (found === undefined)
        throw new InvalidTermError(
          'decodeTerm',
          'the owner is not known here; see the option owner',
        );
      return { term: found };
    }
    default:
      return undefined;
  }
}

function decodeVariable(name: unknown): Decoded | undefined {
  if (typeof name === 'number' && Number.isSafeInteger(name) && name >= 0) return { term: $(name) };
  return typeof name === 'string' && name !== '' ? { term: variable(name) } : undefined;
}

function decodeComposite(
  tag: string,
  content: unknown,
  depth: number,
  options: DecodeOptions,
): Decoded | undefined {
  switch (tag) {
    case '$rest': {
      const pattern = decode(content, depth + 1, options);
      return pattern instanceof Wildcard || pattern instanceof Variable
        ? { term: rest(pattern as Variable<readonly unknown[]>) }
        : undefined;
    }
    case '$exact': {
      const fields = decode(content, depth + 1, options);
      return shapeOf(fields) === 'record'
        ? { term: exact(fields as Record<string, unknown>) }
        : undefined;
    }
    case '$object':
      return decodePairs(content, depth, options);
    default:
      return undefined;
  }
}

function decodePairs(content: unknown, depth: number, options: DecodeOptions): Decoded | undefined {
  if (!Array.isArray(content)) return undefined;
  const pairs: [string, unknown][] = [];
  for (const pair of content as readonly unknown[]) {
    if (!Array.isArray(pair) || pair.length !== 2 || typeof pair[0] !== 'string') return undefined;
    pairs.push([pair[0], decode(pair[1], depth + 1, options)]);
  }
  if (new Set(pairs.map(([name]) => name)).size < pairs.length) return undefined;
  return { term: recordOf(pairs) };
}

/** `Object.fromEntries` defines fields, so that one named `__proto__` is a field like any other. */
function recordOf(pairs: readonly (readonly [string, unknown])[]): object {
  return Object.fromEntries(pairs);
}
