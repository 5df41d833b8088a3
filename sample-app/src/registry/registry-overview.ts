import { inspect } from 'node:util';
import type { Entry, Registry, RegistryStats } from 'nestjs-registry';

const SHOWN_ENTRIES = 100;

export interface RegistryOverview {
  readonly name: string;
  readonly keys: 'unique' | 'duplicate';
  readonly stats: RegistryStats;
  /** The first of them; `stats` counts all. */
  readonly entries: readonly EntryOverview[];
}

export interface EntryOverview {
  readonly key: unknown;
  /** Whose entry it is: of a provider, its class. */
  readonly owner: string | undefined;
  readonly value: string | undefined;
}

export function overviewOf(registry: Registry): RegistryOverview {
  const entries: EntryOverview[] = [];
  for (const entry of registry) {
    if (entries.length === SHOWN_ENTRIES) break;
    entries.push(entryOverview(entry));
  }
  return { name: registry.name, keys: registry.keysMode, stats: registry.stats(), entries };
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
