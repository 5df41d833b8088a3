import type { Entry } from 'nestjs-registry';

/** What entries have as values: which of all that were registered, and how often it was updated. */
export interface Value {
  readonly id: number;
  readonly n: number;
  readonly version: number;
}

export function idOf({ value }: Entry): number {
  return (value as Value).id;
}
