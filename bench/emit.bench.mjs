/**
 * What does `registry.emit` cost, beside what one would write by hand and beside the emitters of the field?
 *
 * The handlers differ in their code, as those of an application do. With 1,000 topics each has handlers of its own, and
 * messages go to one topic after another.
 */
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { do_not_optimize } from 'mitata';
import { Registry } from 'nestjs-registry';
import { Subject } from 'rxjs';
import { counted, LEVEL, names, Question, quick } from './compare.mjs';
import { byHand, byHandWithContext, rotation, Tally } from './emitters.mjs';
import { peer } from './peer.mjs';

const question = new Question(
  'emit',
  'What does it cost to publish a message to synchronous handlers?',
);
const { default: EventEmitter3 } = await peer('eventemitter3');
const { default: EventEmitter2 } = await peer('eventemitter2');
const { default: mitt } = await peer('mitt');
const { createNanoEvents } = await peer('nanoevents');
const message = { amount: 1 };

for (const topics of [1, 1_000]) {
  for (const count of [1, 10, 100, 1_000]) {
    if (quick && topics * count > 10_000) continue;
    // A million handlers each are enough for those with a goal.
    await cell(count, names(topics), topics * count >= 1_000_000);
  }
}
question.save();

/** @param {number} count @param {string[]} topics @param {boolean} crowded */
async function cell(count, topics, crowded) {
  const next = rotation(topics);
  /** @type {Tally[]} */
  const tallies = [];
  /** Has `add` make the subscriptions of one contestant. @param {(topic: string, handler: (message: any) => void) => void} add */
  const subscribe = (add) => {
    const tally = new Tally();
    tallies.push(tally);
    for (const topic of topics) for (const handler of tally.handlers(count)) add(topic, handler);
  };

  const registry = new Registry({ name: 'bench', keys: 'duplicate' });
  subscribe((topic, handler) => registry.subscribe(topic, handler));
  const { emit, on } = byHand();
  subscribe(on);
  const told = byHandWithContext();
  subscribe(told.on);
  const node = new EventEmitter().setMaxListeners(0);
  subscribe((topic, handler) => node.on(topic, handler));
  const third = new EventEmitter3();
  subscribe((topic, handler) => third.on(topic, handler));

  /** @type {Record<string, () => unknown>} */
  const contestants = {
    'registry.emit': () => do_not_optimize(registry.emit(next(), message)),
    'Map and arrays by hand': () => do_not_optimize(emit(next(), message)),
    'by hand, with context': () => do_not_optimize(told.emit(next(), message)),
    EventEmitter: () => do_not_optimize(node.emit(next(), message)),
    eventemitter3: () => do_not_optimize(third.emit(next(), message)),
  };
  if (!crowded) {
    const second = new EventEmitter2({ maxListeners: 0 });
    subscribe((topic, handler) => second.on(topic, handler));
    contestants['eventemitter2'] = () => do_not_optimize(second.emit(next(), message));
    const tiny = mitt();
    subscribe((topic, handler) => tiny.on(topic, handler));
    contestants['mitt'] = () => do_not_optimize(tiny.emit(next(), message));
    const nano = createNanoEvents();
    subscribe((topic, handler) => nano.on(topic, handler));
    contestants['nanoevents'] = () => do_not_optimize(nano.emit(next(), message));
    /** @type {Map<string, Subject<typeof message>>} */
    const subjects = new Map(topics.map((topic) => [topic, new Subject()]));
    subscribe((topic, handler) => subjects.get(topic)?.subscribe(handler));
    contestants['RxJS Subjects'] = () => do_not_optimize(subjects.get(next())?.next(message));
  }

  const title = `${counted(count, 'handler')}, ${counted(topics.length, 'topic')}`;
  await question.compare(title, contestants, {
    goals: {
      'Map and arrays by hand': count >= 10 && topics.length === 1 ? 0.85 : 0.7,
      EventEmitter: LEVEL,
      eventemitter3: LEVEL,
    },
    rounds: crowded ? 5 : 9,
  });
  for (const { received } of tallies) {
    assert(received > 0 && received % count === 0, 'every handler is called every time');
  }
}
