import { $, _, type Owner } from 'nestjs-registry';

/** A term as the traces write it; see README.md. */
export type Encoded =
  | string
  | number
  | boolean
  | null
  | { readonly f: number }
  | { readonly t: readonly Encoded[] }
  | { readonly m: readonly (readonly [string, Encoded])[] }
  | { readonly p: number }
  | { readonly a: string }
  | readonly Encoded[];

/** The owners of one trace, by their numbers. */
export interface Owners {
  of(number: number): Owner;
  numberOf(owner: Owner): number;
}

/** A key, a value or a pattern. */
export function decode(term: Encoded, owners: Owners): unknown {
  if (typeof term !== 'object' || term === null) return term;
  if ('f' in term) return term.f;
  if ('t' in term) return term.t.map((element) => decode(element, owners));
  if ('m' in term)
    return Object.fromEntries(term.m.map(([name, value]) => [name, decode(value, owners)]));
  if ('p' in term) return owners.of(term.p);
  if ('a' in term) return decodeAtom(term.a);
  throw new Error(`a list is no term here: ${JSON.stringify(term)}`);
}

function decodeAtom(atom: string): unknown {
  if (atom === '_') return _;
  const variable = /^\$(\d+)$/.exec(atom);
  if (variable === null) throw new Error(`no JavaScript counterpart of the atom ${atom}`);
  return $(Number(variable[1]));
}

/** Our names of Erlang's guard functions whose arguments are the same. */
const NAMES: Readonly<Record<string, string>> = {
  '=:=': '===',
  '=/=': '!==',
  '==': '==',
  '/=': '!=',
  '=<': '<=',
  '<': '<',
  '>': '>',
  '>=': '>=',
  andalso: 'andAlso',
  orelse: 'orElse',
  is_integer: 'isInteger',
  is_float: 'isFloat',
  is_number: 'isNumber',
  is_binary: 'isString',
  is_bitstring: 'isString',
  byte_size: 'byteLength',
  is_boolean: 'isBoolean',
  is_tuple: 'isArray',
  is_map: 'isObject',
  is_pid: 'isOwner',
  is_map_key: 'has',
  map_get: 'get',
  map_size: 'size',
};

/** A guard or an expression of a body. */
export function decodeExpression(term: Encoded, owners: Owners): unknown {
  if (typeof term !== 'object' || term === null) return term;
  if ('m' in term) {
    return Object.fromEntries(
      term.m.map(([name, value]) => [name, decodeExpression(value, owners)]),
    );
  }
  return 't' in term ? decodeCall(term.t, owners) : decode(term, owners);
}

function decodeCall([head, ...rest]: readonly Encoded[], owners: Owners): unknown {
  if (typeof head === 'object' && head !== null && 't' in head && rest.length === 0) {
    return ['array', ...head.t.map((element) => decodeExpression(element, owners))];
  }
  const name = typeof head === 'object' && head !== null && 'a' in head ? head.a : 'not a call';
  if (name === 'const') return ['const', ...rest.map((constant) => decode(constant, owners))];
  const args = rest.map((argument) => decodeExpression(argument, owners));
  switch (name) {
    case 'element':
      return ['at', ['-', args[0], 1], args[1]];
    case 'tuple_size':
      // Arrays only: a string has a length too. An array compares with an array, whatever its length.
      return ['andAlso', ['>=', args[0], ['array']], ['length', args[0]]];
    case 'is_list':
    case 'is_function':
    case 'is_reference':
    case 'is_port':
      // There are no such terms in the traces; the argument is still evaluated, and may fail.
      return ['andAlso', ['===', args[0], args[0]], false];
    case 'hd':
    case 'tl':
    case 'length':
      // Functions of lists, which there are none of: they fail for every term.
      return ['div', args[0], 0];
    case 'is_atom':
      return ['or', ['isBoolean', args[0]], ['isNull', args[0]]];
    default:
      return [NAMES[name] ?? name, ...args];
  }
}

/** A result, as the traces write it. */
export function encode(value: unknown, owners: Owners): Encoded {
  if (value === undefined) return { a: 'EXIT' };
  if (typeof value === 'number') return Number.isInteger(value) ? value : { f: value };
  if (typeof value !== 'object' || value === null) return value as string | boolean | null;
  if (Array.isArray(value)) return { t: value.map((element) => encode(element, owners)) };
  if (Object.getPrototypeOf(value) !== Object.prototype)
    return { p: owners.numberOf(value as Owner) };
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return { m: fields.map(([name, field]) => [name, encode(field, owners)] as const) };
}
