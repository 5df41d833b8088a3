import { fieldsOf, shapeOf } from './key.js';

/** Whether two keys have the same content. Both must be captured (and so bounded in depth and size). */
export function equalKeys(a: unknown, b: unknown): boolean {
  // SameValueZero, as in a Map: NaN equals itself and 0 equals -0.
  if (a === b || (a !== a && b !== b)) return true;
  const shape = shapeOf(a);
  if (shape === 'atom' || shape !== shapeOf(b)) return false;
  switch (shape) {
    case 'array':
      return equalArrays(a as readonly unknown[], b as readonly unknown[]);
    case 'record':
      return equalRecords(
        a as Readonly<Record<string, unknown>>,
        b as Readonly<Record<string, unknown>>,
      );
    default:
      return equalKeys((a as Date).getTime(), (b as Date).getTime());
  }
}

function equalArrays(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((element, index) => equalKeys(element, b[index]));
}

function equalRecords(
  a: Readonly<Record<string, unknown>>,
  b: Readonly<Record<string, unknown>>,
): boolean {
  const names = fieldsOf(a);
  return equalArrays(names, fieldsOf(b)) && names.every((name) => equalKeys(a[name], b[name]));
}
