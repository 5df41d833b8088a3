import { $_, _, type Entry, type Registry } from 'nestjs-registry';
import type { Checks } from '../checks.js';
import { spell } from '../load/entries/keys.js';
import type { EntryModel, Known, Value } from '../model/entries.js';

type Values = Registry<{ value: Value }>;

/** What was registered, and has not ended, is found under its key. */
export function noEntryIsLost(checks: Checks, registry: Values, model: EntryModel): void {
  for (const { key, value, registration } of model.all) {
    const found = registry.lookup(key).some((entry) => entry.value === value);
    checks.that('no entry is lost', found && registration.active, spell(key), () => [
      value,
      registry.lookup(key),
    ]);
  }
}

/** What is there was registered, and has not ended. */
export function noEntryIsAGhost(checks: Checks, registry: Values, model: EntryModel): void {
  for (const entry of registry) {
    const known = model.under(spell(entry.key)).some(({ value }) => value === entry.value);
    checks.that('no entry is a ghost', known, spell(entry.key), () => ['no such entry', entry]);
  }
}

/** Under a key, and of an owner, entries are in the order of registration, and of no other owner. */
export function entriesAreInOrder(checks: Checks, registry: Values, model: EntryModel): void {
  for (const group of model.groups()) {
    const { key, spelled } = group[0]!;
    checks.same('entries are in order', valuesOf(registry.lookup(key)), valuesOf(group), spelled);
    for (const { owner } of registry.lookup(key)) {
      checks.that('no owner is dead', owner.alive, spelled, () => [
        'an owner that is alive',
        owner,
      ]);
    }
  }
  for (const [owner, held] of model.holdings()) {
    const keys = registry.keys(owner).map(spell);
    const expected = [...held].map(({ spelled }) => spelled);
    checks.equal('entries are in order', keys, expected, `what ${owner.toString()} has`);
  }
}

/** Counts are those of the entries. */
export function countsAgree(checks: Checks, registry: Values, model: EntryModel): void {
  const { entries, keys, owners, partitions } = registry.stats();
  const sums = [
    partitions.reduce((sum, partition) => sum + partition.entries, 0),
    partitions.reduce((sum, partition) => sum + partition.keys, 0),
  ];
  const seen = [registry.size, entries, keys, ...sums];
  const { length } = model.all;
  const expected = [length, length, model.keys, length, model.keys];
  checks.equal('counts agree', seen, expected, 'size and stats');
  checks.equal('counts agree', owners, model.owners, 'owners in stats');
}

/** An index finds what a walk over all finds. */
export function indexesAgree(checks: Checks, registry: Values, model: EntryModel): void {
  const kinds = new Map<string, Set<Value>>();
  for (const { value } of model.all) {
    const values = kinds.get(value.kind) ?? new Set();
    kinds.set(value.kind, values.add(value));
  }
  for (const [kind, expected] of kinds) {
    const query = [{ head: [_, _, { kind }], body: [$_] }] as const;
    const found = new Set(valuesOf(registry.select<Entry<Value>>(query)));
    checks.equal('indexes agree', found.size, expected.size, kind);
    const all = [...expected].every((value) => found.has(value));
    checks.that('indexes agree', all, kind, () => [expected, found]);
  }
}

/** Who put together what was told of changes has what is there. */
export function changesTellAll(
  checks: Checks,
  replica: ReadonlySet<Value>,
  model: EntryModel,
): void {
  const all = model.all.every(({ value }) => replica.has(value));
  checks.that('changes tell all', all && replica.size === model.all.length, 'the replica', () => [
    model.all.length,
    replica.size,
  ]);
}

export function valuesOf(entries: readonly (Entry<Value> | Known)[]): Value[] {
  return entries.map(({ value }) => value);
}
