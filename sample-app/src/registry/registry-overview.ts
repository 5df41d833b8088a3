import { inspect } from 'node:util';
import type { Entry, Registry } from 'nestjs-registry';
import type { EntryOverview, RegistryOverview } from '../live/live-event.js';
import { take } from '../take.js';

/** With the first so many entries. */
export function overviewOf(registry: Registry, limit: number): RegistryOverview {
  const { partitions: _, ...stats } = registry.stats();
  const entries = take(limit, registry).map(entryOverview);
  return { name: registry.name, keys: registry.keysMode, stats, entries };
}

function entryOverview({ key, owner, value }: Entry): EntryOverview {
  return {
    key: plain(key),
    owner: owner.label,
    value: value === undefined ? undefined : inspect(value, { depth: 1, breakLength: Infinity }),
  };
}

/** A key as JSON can tell it: what JSON has no word for, such as a bigint, a symbol or a class, becomes text. */
function plain(key: unknown): unknown {
  if (Array.isArray(key)) return key.map(plain);
  if (isRecord(key))
    return Object.fromEntries(Object.entries(key).map(([name, part]) => [name, plain(part)]));
  const isJson =
    key === null || typeof key === 'string' || typeof key === 'boolean' || Number.isFinite(key);
  return isJson ? key : inspect(key, { depth: 0 });
}

function isRecord(value: unknown): value is object {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}
