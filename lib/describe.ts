import { inspect, types } from 'node:util';

const MAX_LENGTH = 300;
/** So many elements or fields are shown on each of so many levels, however many there are. */
const MAX_PARTS = 10;
const MAX_DEPTH = 3;
/** Of bigints of more bits than this only the first digits are shown. */
const MAX_BITS = 512;

/**
 * A value as it stands in an error message: one line, bounded in depth and length, never throwing, and made in time bounded
 * by what is shown.
 */
export function describe(value: unknown): string {
  try {
    const text = types.isNativeError(value) ? `${value.name}: ${value.message}` : show(value);
    // First cut: the search takes quadratic time where there is much white space and no line break.
    const line = text.slice(0, 2 * MAX_LENGTH).replace(/\s*\n\s*/g, ' ');
    return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}…` : line;
  } catch {
    return `a value of type ${typeof value} that cannot be shown`;
  }
}

function show(value: unknown): string {
  return inspect(abridge(value, MAX_DEPTH), {
    depth: MAX_DEPTH,
    maxArrayLength: MAX_PARTS,
    maxStringLength: 100,
    breakLength: Infinity,
    customInspect: false,
    getters: false,
  });
}

/** `inspect` shows all fields of an object: of a large plain one only the first are kept. Getters are not run. */
function abridge(value: unknown, depth: number): unknown {
  if (typeof value === 'bigint') return abridgeBigint(value);
  if (typeof value !== 'object' || value === null || depth < 0) return value;
  if (Array.isArray(value)) {
    const shown = value.slice(0, MAX_PARTS).map((element) => abridge(element, depth - 1));
    shown.length = value.length;
    return shown;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  const names = Object.keys(value);
  const shown = names.slice(0, MAX_PARTS).map((name) => {
    const field = Object.getOwnPropertyDescriptor(value, name);
    return [
      name,
      field !== undefined && 'value' in field
        ? { ...field, value: abridge(field.value, depth - 1) }
        : field,
    ];
  });
  const more = names.length - shown.length;
  if (more > 0) shown.push(['…', { value: `${more} more`, enumerable: true }]);
  return Object.defineProperties(
    Object.create(prototype),
    Object.fromEntries(shown) as PropertyDescriptorMap,
  );
}

/** The decimal form of a huge bigint takes more than linear time. */
function abridgeBigint(value: bigint): bigint | string {
  if (BigInt.asIntN(MAX_BITS, value) === value) return value;
  const digits = value.toString(16);
  return `${digits.slice(0, 50)}… (a bigint of ${digits.length} hexadecimal digits)`;
}
