import { InvalidKeyError } from '../errors.js';
import { captureKey, shapeOf, type Key } from '../registry/key.js';
import { Owner } from '../registry/owner.js';
import type { MatchClause } from './clause.js';
import { literalOf, UNBOUND } from './pattern.js';
import type { SpecPath } from './spec-path.js';
import { Exact } from './term.js';

/** A field of the value that a head binds: its path, as in the option `index`, and the value it must have. */
export interface BoundField {
  readonly path: string;
  readonly value: unknown;
}

/** What a head binds, and so the ways in which its entries can be found. */
export interface Access {
  /** The whole key. */
  readonly key: Key | undefined;
  /** The first elements of an array key. */
  readonly prefix: readonly unknown[] | undefined;
  readonly owner: Owner | undefined;
  readonly fields: readonly BoundField[];
}

/** @throws MatchSpecError when the head binds the key to something that cannot be a key. */
export function accessOf([key, owner, value]: MatchClause['head'], path: SpecPath): Access {
  return {
    key: boundKey(key, path),
    prefix: boundPrefix(key),
    owner: owner instanceof Owner ? owner : undefined,
    fields: boundFields(value, ''),
  };
}

function boundKey(pattern: unknown, path: SpecPath): Key | undefined {
  const literal = literalOf(pattern);
  if (literal === UNBOUND) return undefined;
  try {
    return captureKey(literal);
  } catch (error) {
    if (error instanceof InvalidKeyError) throw path.error(error.message);
    throw error;
  }
}

function boundPrefix(pattern: unknown): readonly unknown[] | undefined {
  if (!Array.isArray(pattern)) return undefined;
  const literals = Array.from(pattern as readonly unknown[], literalOf);
  const end = literals.indexOf(UNBOUND);
  return end > 0 ? Object.freeze(literals.slice(0, end)) : undefined;
}

function boundFields(pattern: unknown, parent: string): BoundField[] {
  const fields: unknown = pattern instanceof Exact ? pattern.fields : pattern;
  if (shapeOf(fields) !== 'record') return [];
  return Object.entries(fields as Readonly<Record<string, unknown>>).flatMap(([name, part]) => {
    // Paths are written with dots: no index is of a field that has one in its name, or no name.
    if (name === '' || name.includes('.')) return [];
    const path = parent === '' ? name : `${parent}.${name}`;
    const literal = literalOf(part);
    return literal === UNBOUND
      ? boundFields(part, path)
      : [{ path, value: literal }, ...boundFields(part, path)];
  });
}
