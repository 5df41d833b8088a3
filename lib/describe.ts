import { inspect, types } from 'node:util';

/**
 * A value as it stands in an error message: one line, bounded in depth and length, never throwing.
 */
export function describe(value: unknown): string {
  try {
    const text = (
      types.isNativeError(value) ? `${value.name}: ${value.message}` : show(value)
    ).replace(/\s*\n\s*/g, ' ');
    return text.length > 300 ? `${text.slice(0, 300)}…` : text;
  } catch {
    return `a value of type ${typeof value} that cannot be shown`;
  }
}

function show(value: unknown): string {
  return inspect(value, {
    depth: 3,
    maxArrayLength: 10,
    maxStringLength: 100,
    breakLength: Infinity,
    customInspect: false,
    getters: false,
  });
}
