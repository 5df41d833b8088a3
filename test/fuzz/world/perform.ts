import {
  AlreadyRegisteredError,
  NotSlidingError,
  Owner,
  RegistryClosedError,
  type Key,
} from 'nestjs-registry';
import { Planted } from '../harness/failures.js';
import type { Value } from './entries.js';
import { Aborting, Frame } from './frames.js';
import type { ModelEntry } from './model.js';
import { publish, subscribe } from './publishing.js';
import { refusal } from './refusal.js';
import type { Reaction, Step } from './steps.js';
import { walk } from './walking.js';
import { update, updateValue } from './updating.js';
import type { World } from './world.js';

type Of<D extends Step['do']> = Extract<Step, { do: D }>;

/** A key that does something when it is read, where it can. */
function keyReading(world: World, number: number, read: Reaction | undefined): Key {
  const key = world.key(number);
  if (read === undefined || typeof key !== 'object' || key === null) return key;
  const name = Array.isArray(key) ? 1 : 'a';
  const part = (key as Record<string | number, unknown>)[name];
  let reads = 0;
  const get = (): unknown => {
    if (reads++ === 0) world.before(read, 'a getter of a key');
    return part;
  };
  return Object.defineProperty(key, name, { get, enumerable: true });
}

function register(world: World, { key, owner, n, ttl, sliding, read }: Of<'register'>): void {
  const id = world.ids++;
  const place = { key, pattern: undefined };
  const frame = new Frame(() => {
    const refused = refusal(world, place, owner);
    if (refused === AlreadyRegisteredError) return { holder: world.model.at(place)[0]!.id };
    if (refused !== undefined) return refused;
    world.model.add({
      id,
      place,
      owner,
      n,
      subscriber: undefined,
      ttl,
      sliding: ttl !== undefined && sliding,
    });
    return { registered: true };
  });
  world.operate('register', frame, () => {
    const value: Value = { id, n, version: 0 };
    const options = { owner: world.owner(owner), ttl, ...(ttl === undefined ? {} : { sliding }) };
    const result = world.registry.tryRegister(keyReading(world, key, read), value, options);
    if (!result.ok) return { holder: result.holder.value.id };
    world.registrations[id] = result.registration;
    return { registered: true };
  });
}

function end(world: World, pick: number): void {
  const id = world.picked(pick);
  const frame = new Frame(() => world.model.remove([world.model.find(id)]) === 1);
  const registration = world.registrations[id];
  if (registration !== undefined) world.operate('end', frame, () => registration.unregister());
}

function touch(world: World, pick: number): void {
  const id = world.picked(pick);
  const registration = world.registrations[id];
  if (registration === undefined) return;
  const frame = new Frame(() => {
    const entry = world.model.find(id);
    if (entry === undefined || !entry.sliding)
      return entry === undefined ? 'ended' : NotSlidingError;
    world.model.touch(entry);
    return true;
  });
  // Of one that has ended it may also be said that it does not slide.
  world.operate('touch', frame, () => {
    try {
      return registration.touch() || 'ended';
    } catch (error) {
      if (error instanceof NotSlidingError && world.model.find(id) === undefined) return 'ended';
      throw error;
    }
  });
}

function touchKey(world: World, { key, owner }: Of<'touchKey'>): void {
  const frame = new Frame(() => {
    if (world.model.closed) return RegistryClosedError;
    const owned = world.model.under(key, owner);
    if (owned.some(({ sliding }) => !sliding)) return NotSlidingError;
    for (const entry of owned) world.model.touch(entry);
    return owned.length;
  });
  world.operate('touch', frame, () => world.registry.touch(world.owners[owner]!, world.key(key)));
}

function unregister(world: World, step: Of<'unregister'> | Of<'unregisterMatch'>): void {
  const { key, owner } = step;
  const owned = (): readonly ModelEntry[] =>
    world.model.under(key, owner).filter((entry) => step.do === 'unregister' || entry.n === step.n);
  const frame = new Frame(() =>
    world.model.closed ? RegistryClosedError : world.model.remove(owned()),
  );
  world.operate(step.do, frame, () =>
    step.do === 'unregister'
      ? world.registry.unregister(world.owners[owner]!, world.key(key))
      : world.registry.unregisterMatch(world.owners[owner]!, world.key(key), { n: step.n }),
  );
}

function terminate(world: World, owner: number): void {
  const frame = new Frame(() => {
    world.model.dead.add(owner);
    world.model.remove(world.model.of(owner));
    return undefined;
  });
  world.operate('terminate', frame, () => world.owners[owner]!.terminate());
}

function onTerminate(world: World, { owner, pick, reaction }: Of<'onTerminate'>): void {
  const id = pick === undefined ? undefined : world.picked(pick);
  const registration = id === undefined ? undefined : world.registrations[id];
  const of: Owner = registration?.entry.owner ?? world.owners[owner]!;
  let calls = 0;
  const call = (): void => {
    calls++;
    if (reaction.fails) world.failedEnds++;
    world.after(reaction, 'a callback of an end', id);
  };
  world.neutral(() => {
    try {
      of.onTerminate(call);
    } catch (error) {
      // Of one that has ended it is called at once.
      if (!(error instanceof Planted)) throw error;
    }
  });
  world.ends.push({ owner: of, calls: () => calls });
}

function look(world: World, { key, owner }: Of<'look'>): void {
  const { registry, model } = world;
  const named = world.owners[owner]!;
  const frame = new Frame(() => {
    const under = model.under(key).map(({ id }) => id);
    return {
      under,
      first: model.unique ? under.slice(0, 1) : 'not unique',
      held: model.of(owner).length,
      owned: model.under(key, owner).map(({ id }) => id),
    };
  });
  world.operate('look', frame, () => ({
    under: registry.lookup(world.key(key)).map(({ value }) => value.id),
    first: model.unique
      ? [registry.get(world.key(key))].flatMap((entry) => entry?.value.id ?? [])
      : 'not unique',
    held: registry.keys(named).length,
    owned: registry.values(named, world.key(key)).map(({ id }) => id),
  }));
}

/** Does one step to the registry and to its model. */
export function perform(world: World, step: Step): void {
  world.attempt(() => {
    switch (step.do) {
      case 'register':
        return register(world, step);
      case 'subscribe':
        return subscribe(world, step);
      case 'unregister':
      case 'unregisterMatch':
        return unregister(world, step);
      case 'update':
        return update(world, step);
      case 'updateValue':
        return updateValue(world, step);
      case 'end':
        return end(world, step.pick);
      case 'touch':
        return touch(world, step.pick);
      case 'touchKey':
        return touchKey(world, step);
      case 'terminate':
        return terminate(world, step.owner);
      case 'onTerminate':
        return onTerminate(world, step);
      case 'abort':
        return world.operate('abort', new Aborting(world.model, step.signal), () =>
          world.signals[step.signal]!.abort(new Planted('signal')),
        );
      case 'publish':
        return publish(world, step);
      case 'observe':
        return world.watchers.observe(step.key, step.reaction);
      case 'presence':
        return world.watchers.presence(step.key, step.by, step.reaction);
      case 'leave':
        return world.watchers.leave(step.pick);
      case 'walk':
        return walk(world, step);
      case 'look':
        return look(world, step);
      case 'advance':
        // Time passes between operations, so that each of them has one time.
        if (world.isQuiet) world.neutral(() => world.clock.advance(step.time));
        return;
      case 'close': {
        const frame = new Frame(() => {
          world.model.closed = true;
          world.model.remove(world.model.entries);
          return undefined;
        });
        world.operate('close', frame, () => world.registry.close());
        world.model.shut = true;
        return;
      }
    }
  });
}
