/*
 * Sequences of everything that can be done to a registry, in which every callback does something as well, agree with a
 * naive model after each step: what is there, who is called, what is told.
 */
import fc from 'fast-check';
import { $_, _, type Entry } from 'nestjs-registry';
import { plain } from '../arbitraries/plain.js';
import { fault } from '../harness/failures.js';
import { target as made } from '../harness/target.js';
import { perform } from '../world/perform.js';
import { KEYS, step, type Step } from '../world/steps.js';
import { idOf } from '../world/entries.js';
import { World } from '../world/world.js';

function check(world: World): void {
  const { registry, model } = world;
  // What has expired is told, and whoever hears of it does something, before anything is compared.
  world.neutral(() => registry.size);
  world.verify();
  const expected = model.entries.map(({ id, n, version }) => `${id}/${n}/${version}`);
  const { entries, keys, owners, messages, deliveries, failures, dropped, inFlight, partitions } =
    registry.stats();
  same('stats', { entries, keys, owners }, model.stats);
  same(
    'traffic',
    { messages, deliveries },
    { messages: model.messages, deliveries: model.deliveries },
  );
  same('failures', [failures, dropped, inFlight], [world.failures.length, 0, 0]);
  same(
    'partitions',
    partitions.reduce((sum, each) => [sum[0]! + each.entries, sum[1]! + each.keys], [0, 0]),
    [entries, keys],
  );
  const shown = ({ value }: Entry) => {
    const { id, n, version } = value as { id: number; n: number; version: number };
    return `${id}/${n}/${version}`;
  };
  same('entries', [...registry].map(shown).sort(), [...expected].sort());
  same('size', registry.size, expected.length);
  for (const key of KEYS.keys()) {
    const under = model.under(key).map(({ id }) => id);
    same('lookup', registry.lookup(world.key(key)).map(idOf), under);
    same('size of the topic', registry.topic(world.key(key)).size, model.audience(key).length);
  }
  for (const n of [0, 1, 2]) {
    const found = registry.select<Entry>([{ head: [_, _, { n }], body: [$_] }]).map(idOf);
    same(
      'select',
      ascending(found),
      ascending(model.entries.filter((entry) => entry.n === n).map(({ id }) => id)),
    );
  }
  for (const [number, owner] of world.owners.entries()) {
    same('held', registry.keys(owner).length, model.of(number).length);
    same('alive', owner.alive, !model.dead.has(number));
  }
  for (const { owner, calls } of world.ends)
    if (calls() !== (owner.alive ? 0 : 1)) fault('ends that were told', { owner, calls: calls() });
  for (const [id, registration] of world.registrations.entries())
    if (registration !== undefined)
      same('active', registration.active, model.find(id) !== undefined);
  world.watchers.check();
}

function ascending(numbers: readonly number[]): number[] {
  return [...numbers].sort((a, b) => a - b);
}

function same(what: string, got: unknown, expected: unknown): void {
  if (JSON.stringify(got) !== JSON.stringify(expected)) fault(what, { got, expected });
}

/** Nothing is left: no entry, no observer, no timer. */
function end(world: World): void {
  perform(world, { do: 'close' });
  world.watchers.leaveAll();
  check(world);
  const { registry, clock } = world;
  same('timers', clock.pending, 0);
  same('observers by key', registry.store.changes.keys, 0);
}

export const target = made<{
  keys: 'unique' | 'duplicate';
  partitions: number;
  index: string[];
  steps: Step[];
}>({
  cases: plain({
    keys: fc.constantFrom('unique' as const, 'duplicate' as const, 'duplicate' as const),
    partitions: fc.constantFrom(1, 1, 5),
    index: fc.constantFrom([], ['n'], ['n', 'id.x']),
    steps: fc.array(step, { maxLength: 25, size: 'max' }),
  }),
  quick: 150,
  run({ steps, ...options }) {
    const world = new World(options);
    world.perform = (each) => {
      perform(world, each);
    };
    for (const each of steps) {
      perform(world, each);
      check(world);
    }
    end(world);
  },
});
