import { InvalidTermError } from '../errors.js';
import { shapeOf } from '../registry/key.js';
import type { Owner } from '../registry/owner.js';
import { aBoolean, aFunction, checkOptions, type OptionCheck } from '../validate.js';
import { $_, $$, _, $, exact, rest, Variable, variable, Wildcard } from './term.js';
import { BIGINT, MAX_DEPTH } from './wire-limits.js';

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
