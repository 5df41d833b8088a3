/**
 * Counts of one moment, told in time proportional to the number of partitions.
 *
 * @example
 * ```ts
 * import { Registry, type RegistryStats } from 'nestjs-registry';
 *
 * const users = new Registry({ name: 'users', keys: 'unique' });
 * users.register('ann', 1);
 * const { entries, keys, owners }: RegistryStats = users.stats();
 * [entries, keys, owners]; // => [1, 1, 1]
 * ```
 *
 * @publicApi
 */
export interface RegistryStats {
  readonly entries: number;
  readonly keys: number;
  readonly owners: number;
  readonly partitions: readonly { readonly entries: number; readonly keys: number }[];
  /** How many messages were published since the start. */
  readonly messages: number;
  /** How many handlers they reached, those included for which they wait or were dropped. */
  readonly deliveries: number;
  /** How many of these calls failed. */
  readonly failures: number;
  /** How many messages were dropped on their way to one handler. */
  readonly dropped: number;
  /** How many handlers are running or waiting now; a dispatch that takes turns counts as one. */
  readonly inFlight: number;
}
