import { InvalidTermError } from '../errors.js';
import { shapeOf } from '../registry/key.js';
import { Owner } from '../registry/owner.js';
import { Exact, Rest, Variable, Whole, Wildcard } from './term.js';
import { BIGINT, MAX_DEPTH, MAX_DIGITS } from './wire-limits.js';

/** How many parts a term may have that is written: parts that it shares with itself are written each time. */
const MAX_PARTS = 100_000;
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
