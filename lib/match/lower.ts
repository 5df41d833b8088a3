import { shapeOf } from '../registry/key.js';
import type { SpecPath } from './spec-path.js';
import { Call } from './term.js';

/**
 * The data form of a term of the typed form: calls become `[operator, …]`, and arrays, which are calls there, are made by
 * `array`.
 */
export function lower(term: unknown, path: SpecPath): unknown {
  if (term instanceof Call) {
    const { operator, args } = term;
    if (operator === 'const') return [operator, ...args];
    return [operator, ...args.map((arg, index) => lower(arg, path.at(index + 1)))];
  }
  switch (shapeOf(term)) {
    case 'array':
      return [
        'array',
        ...Array.from(term as readonly unknown[], (part, index) => lower(part, path.at(index))),
      ];
    case 'record':
      return lowerRecord(term as Readonly<Record<PropertyKey, unknown>>, path);
    default:
      return term;
  }
}

/** Fields named by symbols are kept, for the compiler to refuse. */
function lowerRecord(record: Readonly<Record<PropertyKey, unknown>>, path: SpecPath): object {
  const lowered = Object.keys(record).map(
    (name) => [name, lower(record[name], path.at(name))] as const,
  );
  const symbols = Object.getOwnPropertySymbols(record).map((name) => [name, record[name]] as const);
  return Object.fromEntries<unknown>([...lowered, ...symbols]);
}
