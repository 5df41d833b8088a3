import { $, $_, _, Owner, pattern, type Entry, type Key } from 'nestjs-registry';
import { recordMessages } from 'nestjs-registry/testing';
import { fault, Planted } from '../harness/failures.js';
import { dispatch, pick, stopping } from './asking.js';
import type { Deed } from './deeds.js';
import type { Place } from './place.js';
import { subscribe } from './subscribing.js';

const KEYS: readonly (() => Key)[] = [
  () => 'a:b',
  () => ['s', 1],
  () => ({ a: 1, b: [2] }),
  () => 'a:c',
  () => ['s', 1, 'x'],
  () => 7,
];
export function keyOf(number: number): Key {
  return KEYS[number % KEYS.length]!();
}

/** A value whose field calls back when it is read. */
function value(place: Place, { c, reaction }: Deed): object {
  const self = {
    id: place.number(),
    toString: () => fault('shown'),
    toJSON: () => fault('written'),
  };
  const get = (): number => {
    place.react(reaction, 'a getter of a value');
    return c;
  };
  return Object.defineProperty(self, 'n', { get, enumerable: true });
}

/** A key that calls back when it is read. */
function hostile(place: Place, { b, reaction }: Deed): Key {
  const key = keyOf(b);
  if (typeof key !== 'object' || key === null) return key;
  const [name, part] = Array.isArray(key) ? [1, 1] : ['a', 1];
  const get = (): number => {
    place.react(reaction, 'a getter of a key');
    return part;
  };
  return Object.defineProperty(key, name, { get, enumerable: true });
}

function picked<T>(all: readonly T[], number: number): T | undefined {
  // Those made lately are the more interesting ones.
  return all[Math.max(0, all.length - 1 - (number % 5))];
}

/** Does a deed, whatever comes of it. */
export function perform(place: Place, deed: Deed): void {
  const { registry, owners, controllers, emitters, registrations } = place;
  const { a, b, c, reaction } = deed;
  const key = keyOf(b);
  const owner = owners[a % 3]!;
  const maybe = c % 2 === 0 ? { owner } : {};
  const react = (at: string) => (): void => {
    place.react(reaction, at);
  };
  switch (deed.kind) {
    case 'register': {
      const ttl = c > 3 ? { ttl: c, sliding: c === 4 } : {};
      registrations.push(
        registry.register(key, { id: place.number(), n: c }, { ...maybe, ...ttl }),
      );
      return;
    }
    case 'register with getters':
      registrations.push(registry.register(hostile(place, deed), value(place, deed), maybe));
      return;
    case 'unregister':
      registry.unregister(owner, key);
      return;
    case 'unregister with getters':
      registry.unregister(owner, hostile(place, deed));
      return;
    case 'unregisterMatch':
      registry.unregisterMatch(owner, key, { n: $(0) }, [['>=', $(0), c]]);
      return;
    case 'update':
      picked(registrations, a)?.update(() => (react('an update')(), value(place, deed)));
      return;
    case 'updateValue':
      registry.updateValue(owner, hostile(place, deed), () => (react('an update')(), { n: c }));
      return;
    case 'end':
      picked(registrations, a)?.unregister();
      return;
    case 'touch':
      picked(registrations, a)?.touch();
      return;
    case 'terminate':
      owner.terminate();
      // So that there are always some that live.
      owners[a % 3] = new Owner(String(a % 3));
      return;
    case 'onTerminate':
      owner.onTerminate(react('an end'));
      return;
    case 'onTerminate of an entry':
      picked(registrations, a)?.entry.owner.onTerminate(react('an end'));
      return;
    case 'owner from a signal':
      owners[a % 3] = Owner.from(controllers[b % 2]!.signal, { onError: react('a report') });
      return;
    case 'owner from an emitter':
      owners[a % 3] = Owner.from(emitters[b % 2]!, { onError: react('a report') });
      return;
    case 'abort':
      controllers[b % 2]!.abort(new Planted('aborted'));
      controllers[b % 2] = new AbortController();
      return;
    case 'listen to an abort':
      controllers[b % 2]!.signal.addEventListener('abort', react('a listener'));
      return;
    case 'listen to the end of an owner':
      owner.signal.addEventListener('abort', react('a listener'));
      return;
    case 'emit an end':
      emitters[b % 2]!.emit('close');
      return;
    case 'subscribe':
    case 'subscribe slowly':
    case 'subscribe to a pattern':
      return subscribe(place, deed, deed.kind, key, maybe);
    case 'messages': {
      const topic = c > 2 ? pattern('a:*') : key;
      const seen = registry
        .messages(topic)
        .subscribe({ next: react('messages'), error: () => undefined });
      place.stops.push(stopping(seen));
      return;
    }
    case 'emit':
      registry.emit(key, c);
      return;
    case 'emit with getters':
      registry.emit(hostile(place, deed), c);
      return;
    case 'dispatch':
      return dispatch(place, deed, key, undefined);
    case 'dispatch with options': {
      const timed = c > 2 ? { timeout: c } : {};
      const turns = c % 2 === 0 ? { yieldEvery: 1 + (c % 3) } : {};
      return dispatch(place, deed, key, {
        ...timed,
        ...turns,
        ...(a === 0 ? { exclude: owner } : {}),
      });
    }
    case 'observe':
    case 'observe a filter': {
      const filter =
        deed.kind === 'observe' ? { key } : () => (react('a filter of changes')(), true);
      const observer = { next: react('changes'), error: () => undefined };
      const seen = registry.changes(filter).subscribe(observer);
      // Whoever leaves may fail as well.
      if (c === 0) seen.add(react('a finalizer'));
      place.stops.push(stopping(seen));
      return;
    }
    case 'presence': {
      const by = (entry: Entry): Key => (react('groups')(), [a, typeof entry.value]);
      const observer = { next: react('presence'), error: () => undefined };
      const seen = registry.presence(key, c > 2 ? { by } : {}).subscribe(observer);
      if (c === 0) seen.add(react('a finalizer'));
      place.stops.push(stopping(seen));
      return;
    }
    case 'errors': {
      const seen = registry.errors.subscribe({ next: react('errors'), error: () => undefined });
      if (c === 0) seen.add(react('a finalizer'));
      place.stops.push(stopping(seen));
      return;
    }
    case 'leave':
      place.stops.splice(a % Math.max(1, place.stops.length), 1)[0]?.();
      return;
    case 'settle a handler': {
      const [held] = place.held.splice(a % Math.max(1, place.held.length), 1);
      if (c === 0) held?.reject(new Planted('held'));
      else held?.resolve(c);
      const subject = picked(place.subjects, a);
      if (c === 1) subject?.error(new Planted('a subject'));
      else if (c === 2) subject?.complete();
      else subject?.next(c);
      return;
    }
    case 'select':
      registry.select([
        { head: [_, _, { n: $(0) }], guards: [['<', $(0), c]], body: [['array', $(0), $_]] },
        { head: [key, owner, { n: c }], body: [true] },
      ]);
      return;
    case 'walk':
      for (const entry of registry.selectEach<Entry>([{ head: [_, _, { n: _ }], body: [$_] }], {
        limit: 20,
      }))
        place.react(reaction, `a walk at ${typeof entry}`);
      return;
    case 'entries':
      for (const entry of registry) {
        if (place.number() % 7 === 0) break;
        place.react(reaction, `a walk at ${typeof entry}`);
      }
      return;
    case 'dispatchEntries':
      registry.dispatchEntries(key, react('entries'));
      return;
    case 'pick':
      return pick(place, deed, key);
    case 'lookups':
      registry.lookup(hostile(place, deed));
      registry.keys(owner);
      registry.match(key, { n: c });
      return;
    case 'explain':
      registry.explain([{ head: [['s', _], owner, { n: c }], body: [1] }]);
      return;
    case 'lock':
      place.follow(
        'a lock',
        registry.lock(keyOf(c % 2), () => place.answer(reaction, undefined), {
          ...(a === 1 ? { timeout: 5 } : {}),
          ...(a === 2 ? { signal: controllers[b % 2]!.signal } : {}),
        }),
      );
      return;
    case 'whenRegistered':
      place.follow('a wait', registry.whenRegistered(hostile(place, deed), { timeout: 20 }));
      return;
    case 'whenIdle':
      place.follow('idleness', registry.whenIdle({ timeout: 50 }));
      return;
    case 'meta':
      registry.meta.set(hostile(place, deed), c);
      registry.meta.delete(keyOf(c));
      return;
    case 'record': {
      const recorder = recordMessages(registry);
      place.stops.push(() => recorder.stop());
      return;
    }
    case 'advance':
      place.clock.advance(c);
      return;
    case 'error sink':
      registry.subscribe(key, () => {
        throw new Planted('a handler');
      });
      return;
    case 'drain':
      place.drained = true;
      place.follow('draining', registry.drain({ timeout: c }));
      return;
    case 'close':
      registry.close();
  }
}
