import { $, _, Registry } from 'nestjs-registry';

/** A registry with these values, each under its place as key. */
export function holding(...values: readonly unknown[]): Registry {
  const registry = new Registry({ keys: 'unique' });
  values.forEach((value, place) => registry.register(place, value));
  return registry;
}

/** Whether `pattern` and the guards match `value`. */
export function matches(pattern: unknown, value: unknown, guards?: readonly unknown[]): boolean {
  return holding(value).countMatch(0, pattern, guards) === 1;
}

/** Whether `guard` holds where `$(1)` is `value`. */
export function holds(guard: unknown, value?: unknown): boolean {
  return matches($(1), value, [guard]);
}

/** What `expression` becomes in the midst of a body where `$(1)` is `value`. */
export function computed(expression: unknown, value?: unknown): unknown {
  const body = [['array', 'before', expression, 'after']];
  const [result] = holding(value).select<unknown[]>([{ head: [_, _, $(1)], body }]);
  if (result?.[0] !== 'before' || result[2] !== 'after') throw new Error('The rest was lost.');
  return result[1];
}
