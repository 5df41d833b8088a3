/*
 * Workers that are started, stopped, called, crashed and restarted by each other and by whoever hears of it: each does one
 * thing at a time, in order, every promise settles, names are free again, and nothing is left.
 */
import { fault, outcome, same } from '../harness/failures.js';
import { target as made } from '../harness/target.js';
import { cases, type Case } from '../workers/deeds.js';
import { perform } from '../workers/perform.js';
import { Shop } from '../workers/shop.js';

/** Whoever runs can be looked up, and nobody else. */
function checkWorkers({ workers, names, nameless }: Shop, { options }: Case): void {
  const children = workers.children();
  same('count', workers.count(), children.length);
  if (children.length > options.maxChildren) fault('too many', children);
  for (const child of children) {
    if (nameless.has(child.key)) continue;
    const entry = names.get(child.key);
    const isThere = entry?.value === child;
    if (isThere !== (child.status === 'running')) fault('status', { child, entry });
    if (isThere && !entry.owner.alive) fault('of a dead owner', entry);
    if (child.status === 'stopped') fault('a stopped child', child);
    same('status by name', workers.via(child.key).status, child.status);
  }
}

/** Whoever was started was started, and not twice. */
function checkEvents({ events, nameless }: Shop): void {
  // Whoever has lost its name may have a namesake.
  if (nameless.size > 0) return;
  const running = new Set<unknown>();
  for (const event of events) {
    const { type, key } = event;
    if (type === 'started') {
      if (running.has(key)) fault('started twice', events);
      running.add(key);
    } else if (type === 'stopped' || (type === 'crashed' && event.restartIn !== undefined)) {
      running.delete(key);
    }
  }
}

export const target = made({
  cases,
  quick: 100,
  async run(each) {
    const shop = new Shop(each, perform);
    for (const deed of each.deeds) {
      shop.do(deed);
      shop.verify();
      checkWorkers(shop, each);
      if (deed.n % 3 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await shop.settle();
    checkWorkers(shop, each);
    checkEvents(shop);
    for (const stop of shop.stops.splice(0)) stop();
    shop.follow('closing', shop.workers.close());
    await shop.settle();
    shop.checkSettled();
    same('workers left', shop.workers.count(), 0);
    for (const name of [0, 1, 2]) {
      if (shop.names.get(name)?.value === 'somebody else') continue;
      shop.names.register(name, 'free again').unregister();
    }
    same('subscriptions left', shop.news.size, 0);
    // What ends with a registry may fail at it.
    for (const registry of [shop.names, shop.news]) outcome(() => registry.close());
    // Queues of timeouts are tidied up in the next turn.
    await shop.clock.advanceAsync(0);
    same('timers', shop.clock.pending, 0);
    shop.verify();
  },
});
