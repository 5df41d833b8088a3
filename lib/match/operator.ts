/** What an expression gives that has no value: an argument of the wrong type, a missing field, a division by zero. */
export const FAILED = Symbol('failed');

/** A function of guards and bodies. It is called with values that have not failed, and gives `FAILED` rather than throw. */
export interface Operator {
  readonly least: number;
  readonly most: number;
  readonly apply: (...args: readonly unknown[]) => unknown;
}

export function unary(apply: (a: unknown) => unknown): Operator {
  return { least: 1, most: 1, apply };
}

export function binary(apply: (a: unknown, b: unknown) => unknown): Operator {
  return { least: 2, most: 2, apply };
}
