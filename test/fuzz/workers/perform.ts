import { Planted } from '../harness/failures.js';
import type { Deed } from './deeds.js';
import type { Shop } from './shop.js';

/** Does a deed, whatever comes of it. */
export function perform(shop: Shop, { kind, name, n, reaction }: Deed): void {
  const { workers, names, news, refs } = shop;
  const ref = refs[Math.max(0, refs.length - 1 - (n % 4))];
  const started = (ref: (typeof refs)[number]): void => {
    refs.push(ref);
  };
  const react = (at: string) => (): void => {
    shop.react(reaction, at);
  };
  switch (kind) {
    case 'start':
      return shop.follow('start', workers.start(name).then(started));
    case 'getOrStart':
      return shop.follow('getOrStart', workers.getOrStart(name).then(started));
    case 'stop':
      return shop.follow('stop', workers.stop(name));
    case 'stop all but one':
      for (const other of workers.children().slice(1)) shop.follow('stop', workers.stop(other.key));
      return;
    case 'call':
      if (ref !== undefined) shop.follow('a call', ref.call.act(reaction, shop.nextSent()));
      return;
    case 'cast':
      ref?.cast.act(reaction, shop.nextSent());
      return;
    case 'call by name':
      return shop.follow('a call', workers.via(name).call.act(reaction, shop.nextSent()));
    case 'cast by name':
      return workers.via(name).cast.act(reaction, shop.nextSent());
    case 'call with limits': {
      const limits = n < 4 ? { timeout: n } : { signal: shop.controller.signal, timeout: 1_000 };
      const limited = workers.via(name).with(limits);
      return shop.follow('a limited call', limited.call.act(reaction, shop.nextSent()));
    }
    case 'terminate':
      names.whereis(name)?.terminate('terminated');
      return;
    case 'terminate with an error':
      names.whereis(name)?.terminate(new Planted('a termination'));
      return;
    case 'publish':
      news.emit(n < 5 ? 'news' : 'other news', reaction);
      return;
    case 'dispatch':
      return shop.follow('deliveries', news.dispatch('news', reaction).settled({ timeout: 300 }));
    case 'register a name': {
      const registration = names.register(name, 'somebody else', { ttl: 30 });
      registration.entry.owner.onTerminate(react('an end'));
      return;
    }
    case 'unregister a name': {
      const entry = names.get(name);
      if (entry === undefined) return;
      // That takes the name of a worker, and not its life.
      shop.nameless.add(name);
      names.unregister(entry.owner, name);
      return;
    }
    case 'settle': {
      const [held] = shop.held.splice(n % Math.max(1, shop.held.length), 1);
      if (n < 3) held?.reject(new Planted('held'));
      else held?.resolve(n);
      return;
    }
    case 'advance':
      return shop.clock.advance(n);
    case 'advance far':
      return shop.clock.advance(n * 20);
    case 'observe events': {
      const seen = workers.events.subscribe(react('an observer of events'));
      shop.stops.push(() => seen.unsubscribe());
      return;
    }
    case 'observe changes': {
      const observed = n < 5 ? names : news;
      const seen = observed.changes().subscribe(react('an observer of changes'));
      shop.stops.push(() => seen.unsubscribe());
      return;
    }
    case 'leave':
      shop.stops.splice(n % Math.max(1, shop.stops.length), 1)[0]?.();
      return;
    case 'lookups':
      names.lookup(name);
      for (const child of workers.children()) String(child);
      return;
    case 'onTerminate':
      names.whereis(name)?.onTerminate(react('an end'));
      return;
    case 'abort':
      shop.controller.abort(new Planted('aborted'));
      shop.controller = new AbortController();
      return;
    case 'close':
      return shop.follow('closing', workers.close());
  }
}
