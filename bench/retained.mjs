/** Prints how many bytes each of so many holds: `node --expose-gc retained.mjs 'subscribe each' 1000000`. */
import { EventEmitter } from 'node:events';
import { Owner, Registry, WorkerSupervisor } from 'nestjs-registry';
import { Subject } from 'rxjs';
import { ByHand } from './by-hand-mailbox.mjs';
import { heap, names } from './compare.mjs';
import { byHand, Tally } from './emitters.mjs';
import { Counter } from './mailboxes.mjs';
import { peer } from './peer.mjs';

const [what = '', given = ''] = process.argv.slice(2);
const count = Number(given);
const numbers = Array.from({ length: count }, (_, at) => at);
const keys = what.endsWith('each') ? names(count) : [];
/** @type {((message: any) => void)[]} */
const handlers = /each|one|subscribe/.test(what) ? new Tally().handlers(count) : [];
/** @type {EventEmitter | undefined} What all of it hangs on. */
let emitter;

/** @param {(key: string, handler: (message: any) => void) => void} add */
const each = (add) => keys.forEach((key, at) => add(key, handlers[at] ?? (() => undefined)));

/** @param {import('nestjs-registry').WorkerOptions} options @param {(id: number) => import('nestjs-registry').Key} key */
async function workers(options, key) {
  const registry = new Registry({ name: 'bench', keys: 'unique' });
  const create = () => new Counter();
  const all = new WorkerSupervisor(Counter, {
    ...options,
    registry,
    key: (id) => key(/** @type {number} */ (id)),
    create,
  });
  for (let id = 0; id < count; id += 1_000) {
    await Promise.all(numbers.slice(id, id + 1_000).map((one) => all.start(one)));
  }
  return all;
}

/** @param {string} name @param {(made: any) => unknown} make */
async function peers(name, make) {
  const made = await peer(name);
  make(made);
  return numbers.map(() => make(made));
}

/** Each makes all of them, and tells what holds them. @type {Record<string, () => unknown>} */
const ways = {
  'subscribe each'() {
    const registry = new Registry({ name: 'bench', keys: 'duplicate' });
    each((key, handler) => registry.subscribe(key, handler));
    return registry;
  },
  'register each'() {
    const registry = new Registry({ name: 'bench', keys: 'unique' });
    const owner = new Owner('bench');
    each((key) => registry.register(key, 1, { owner }));
    return registry;
  },
  'subscribe one'() {
    const registry = new Registry({ name: 'bench', keys: 'duplicate' });
    for (const handler of handlers) registry.subscribe('topic', handler);
    return registry;
  },
  'subscribe owned'() {
    const registry = new Registry({ name: 'bench', keys: 'duplicate' });
    const owner = new Owner('bench');
    for (const handler of handlers) registry.subscribe('topic', handler, { owner });
    return registry;
  },
  'by hand each'() {
    const topics = byHand();
    each(topics.on);
    return topics;
  },
  'by hand one'() {
    const topics = byHand();
    for (const handler of handlers) topics.on('topic', handler);
    return topics;
  },
  'EventEmitter each'() {
    const all = new EventEmitter().setMaxListeners(0);
    each((key, handler) => all.on(key, handler));
    return all;
  },
  'EventEmitter one'() {
    const all = new EventEmitter().setMaxListeners(0);
    for (const handler of handlers) all.on('topic', handler);
    return all;
  },
  'eventemitter3 each'() {
    each((key, handler) => emitter?.on(key, handler));
    return emitter;
  },
  'eventemitter3 one'() {
    for (const handler of handlers) emitter?.on('topic', handler);
    return emitter;
  },
  'Subject each'() {
    const all = new Map(keys.map((key) => [key, new Subject()]));
    each((key, handler) => all.get(key)?.subscribe(handler));
    return all;
  },
  'Subject one'() {
    const all = new Subject();
    for (const handler of handlers) all.subscribe(handler);
    return all;
  },
  'slides owned'() {
    const registry = new Registry({ name: 'bench', keys: 'unique' });
    const owner = new Owner('bench');
    for (const n of numbers) registry.register(n, n, { owner, ttl: 3_600_000, sliding: true });
    return registry;
  },
  'stays owned'() {
    const registry = new Registry({ name: 'bench', keys: 'unique' });
    const owner = new Owner('bench');
    for (const n of numbers) registry.register(n, n, { owner });
    return registry;
  },
  timers: () => numbers.map(() => setTimeout(() => undefined, 3_600_000)),
  workers: () => workers({}, (id) => id),
  'workers idle': () => workers({ idleTimeout: 3_600_000 }, (id) => id),
  'workers array': () => workers({}, (id) => ['user', id]),
  'by hand workers': () => numbers.map(() => new ByHand(new Counter())),
  fastq: () => peers('fastq', ({ default: fastq }) => fastq.promise(async () => undefined, 1)),
  'p-queue': () => peers('p-queue', ({ default: PQueue }) => new PQueue({ concurrency: 1 })),
  xstate: () =>
    peers('xstate', ({ createActor, fromTransition }) =>
      createActor(fromTransition((/** @type {unknown} */ state) => state, {})).start(),
    ),
};

if (what.startsWith('eventemitter3')) {
  const { default: EventEmitter3 } = await peer('eventemitter3');
  emitter = new EventEmitter3();
}
const way = ways[what];
if (way === undefined) throw new Error(`There is no way ${what}.`);
const before = heap();
const held = await way();
const bytes = (heap() - before) / count;
if (held === undefined || keys.length + handlers.length + numbers.length < count) throw new Error();
process.stdout.write(String(bytes), () => process.exit());
