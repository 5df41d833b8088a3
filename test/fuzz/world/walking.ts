import { $_, _, RegistryClosedError, type Entry } from 'nestjs-registry';
import { fault, outcome, typed } from '../harness/failures.js';
import type { Step } from './steps.js';
import { idOf } from './entries.js';
import type { World } from './world.js';

type Walk = Extract<Step, { do: 'walk' }>;

/** Looks at entries one by one, or is handed them, and does something in between. */
export function walk(world: World, step: Walk): void {
  world.neutral(() => {
    switch (step.what) {
      case 'entries':
        return over(world, world.registry.entries(), step);
      case 'selectEach':
        return over(
          world,
          world.registry.selectEach<Entry>([{ head: [_, _, _], body: [$_] }]),
          step,
        );
      case 'dispatchEntries':
        return handed(world, step);
      case 'pick':
        return picked(world, step);
    }
  });
}

/** What was there and still is, is seen once; what came meanwhile is not. */
function over(world: World, entries: Iterable<Entry>, { reaction }: Walk): void {
  const before = world.model.entries.map(({ id }) => id);
  const seen: number[] = [];
  for (const entry of entries) {
    const id = idOf(entry);
    if (!before.includes(id) || seen.includes(id) || world.model.find(id) === undefined)
      fault('seen wrongly', { id, before, seen });
    seen.push(id);
    if (seen.length === 1) attempt(world, step(reaction));
  }
  const missing = before.filter((id) => world.model.find(id) !== undefined && !seen.includes(id));
  if (missing.length > 0) fault('not seen', { missing, seen });
}

function step(reaction: Walk['reaction']): (world: World) => void {
  return (world) => {
    world.after(reaction, 'in the middle of a walk');
  };
}

/** What fails in between is not the walk's business. */
function attempt(world: World, run: (world: World) => void): void {
  const { error } = outcome(() => {
    run(world);
  });
  if (error !== undefined) typed(error);
}

function handed(world: World, { key, reaction }: Walk): void {
  const expected = world.model.under(key).map(({ id }) => id);
  let got: readonly number[] = [];
  const result = outcome(() => {
    world.registry.dispatchEntries(world.key(key), (entries) => {
      got = entries.map(idOf);
      world.after(reaction, 'a callback of entries');
    });
  });
  if (world.model.closed && result.error instanceof RegistryClosedError) return;
  if (String(got) !== String(expected)) fault('handed others', { got, expected });
}

function picked(world: World, { key, reaction }: Walk): void {
  const expected = world.model.under(key).map(({ id }) => id);
  let last: number | undefined;
  const result = outcome(() =>
    world.registry.pick(world.key(key), (candidates) => {
      const ids = candidates.map(idOf);
      if (String(ids) !== String(expected)) fault('other candidates', { ids, expected });
      last = ids.at(-1);
      world.after(reaction, 'a strategy');
      return candidates.at(-1);
    }),
  );
  if (result.error === undefined && result.value?.value.id !== last)
    fault('picked another', { got: result.value, last });
}
