import { NotUniqueError, ReentrantUpdateError, RegistryClosedError } from 'nestjs-registry';
import type { Value } from './entries.js';
import { Frame } from './frames.js';
import type { Reaction, Step } from './steps.js';
import type { World } from './world.js';

type Of<D extends Step['do']> = Extract<Step, { do: D }>;

export function update(world: World, { pick, n, reaction }: Of<'update'>): void {
  const id = world.picked(pick);
  const registration = world.registrations[id];
  if (registration === undefined) return;
  const before = world.model.find(id)?.version;
  const frame = new Frame(() => updated(world, id, before, n));
  world.operate('update', frame, () =>
    registration.update((value) => changed(world, value, n, reaction)),
  );
}

export function updateValue(world: World, { key, owner, n, reaction }: Of<'updateValue'>): void {
  const { model, registry } = world;
  const [entry] = model.under(key, owner);
  const before = entry?.version;
  const frame = new Frame(() => {
    if (!model.unique) return NotUniqueError;
    if (model.closed) return RegistryClosedError;
    return entry === undefined ? undefined : updated(world, entry.id, before, n);
  });
  world.operate('updateValue', frame, () =>
    registry.updateValue(world.owners[owner]!, world.key(key), (value) =>
      changed(world, value, n, reaction),
    ),
  );
}

function changed(world: World, value: Value, n: number, reaction: Reaction): Value {
  world.before(reaction, 'an update');
  return { ...value, n, version: value.version + 1 };
}

function updated(world: World, id: number, before: number | undefined, n: number): unknown {
  const entry = world.model.find(id);
  if (entry === undefined || before === undefined) return undefined;
  if (entry.version !== before) return ReentrantUpdateError;
  const previous = { id, n: entry.n, version: before };
  world.model.update(entry, n);
  return { value: { id, n, version: before + 1 }, previous };
}
