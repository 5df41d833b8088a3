/**
 * What does a call to a worker cost, beside a mailbox by hand with the same duties, a chain of promises, fastq, p-queue,
 * xstate and nact? The peers take part when they are there: `npm ci --prefix bench/peers`.
 */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Registry, WorkerSupervisor } from 'nestjs-registry';
import { ByHand } from './by-hand-mailbox.mjs';
import { compare } from './compare.mjs';

const quick = process.env['BENCH_QUICK'] === '1';
const CALLS = 1_000;

class Counter {
  n = 0;
  /** @param {number} by */
  add(by) {
    this.n += by;
    return this.n;
  }
  /** @param {number} by */
  async addLater(by) {
    await Promise.resolve();
    this.n += by;
    return this.n;
  }
}

/** @typedef {'add' | 'addLater'} Method */
/** @typedef {(method: Method) => Promise<unknown>} Caller */

/** @param {string} name @returns {Promise<any>} */
async function peer(name) {
  const { resolve } = createRequire(new URL('peers/package.json', import.meta.url));
  try {
    return await import(pathToFileURL(resolve(name)).href);
  } catch {
    console.log(`without ${name}: npm ci --prefix bench/peers`);
    return undefined;
  }
}

const [fastq, pQueue, xstate, nact] = await Promise.all(
  ['fastq', 'p-queue', 'xstate', 'nact'].map(peer),
);

/** Each makes something that calls one counter, one message at a time. */
const workers = supervisor('calls');
/** @type {Record<string, (id: number) => Caller | Promise<Caller>>} */
const contestants = {
  'mailbox by hand': () => {
    const mailbox = new ByHand(new Counter());
    return (method) => mailbox.call(method, [1]);
  },
  'worker: ref.call': async (id) => {
    const ref = await workers.start(id);
    return (method) => ref.call[method](1);
  },
  'worker: via(name).call': async (id) => {
    const ref = workers.via(id);
    if (ref.status === 'stopped') await workers.start(id);
    return (method) => ref.call[method](1);
  },
  'chain of promises': () => {
    const counter = new Counter();
    /** @type {Promise<unknown>} */
    let tail = Promise.resolve();
    return (method) => (tail = tail.then(() => counter[method](1)));
  },
};
if (fastq !== undefined) {
  contestants['fastq'] = () => {
    const counter = new Counter();
    const queue = fastq.default.promise(
      async (/** @type {Method} */ method) => counter[method](1),
      1,
    );
    return (method) => queue.push(method);
  };
}
if (pQueue !== undefined) {
  contestants['p-queue'] = () => {
    const counter = new Counter();
    const queue = new pQueue.default({ concurrency: 1 });
    return (method) => queue.add(() => counter[method](1));
  };
}
if (xstate !== undefined) {
  contestants['xstate'] = () => {
    const counter = new Counter();
    const logic = xstate.fromTransition((/** @type {any} */ state, /** @type {any} */ event) => {
      event.resolve(counter.add(1));
      return state;
    }, {});
    const actor = xstate.createActor(logic).start();
    return () => new Promise((resolve) => actor.send({ type: 'add', resolve }));
  };
}
if (nact !== undefined) {
  const system = nact.start();
  contestants['nact'] = () => {
    const counter = new Counter();
    const actor = nact.spawnStateless(system, async (/** @type {any} */ { method, resolve }) => {
      resolve(await counter[/** @type {Method} */ (method)](1));
    });
    return (method) => new Promise((resolve) => nact.dispatch(actor, { method, resolve }));
  };
}

const names = Object.keys(contestants);

/** @param {number} count @param {readonly string[]} [without] */
async function callers(count, without = []) {
  /** @type {Map<string, Caller[]>} */
  const made = new Map();
  for (const name of names) {
    if (without.includes(name)) continue;
    const all = [];
    for (let i = 0; i < count; i += 1) {
      // The names of workers are shared by the two ways to call them.
      all.push(await contestants[name]?.(name === 'worker: via(name).call' ? i : i + count * 10));
    }
    made.set(name, /** @type {Caller[]} */ (all));
  }
  return made;
}

/** @param {string} title @param {(caller: (i: number) => Caller) => Promise<unknown>} run @param {Map<string, Caller[]>} all @param {string[]} [without] */
async function race(title, run, all, without = []) {
  /** @type {Record<string, () => Promise<unknown>>} */
  const entries = {};
  for (const [name, list] of all) {
    if (without.includes(name)) continue;
    let at = 0;
    entries[name] = () => run(() => /** @type {Caller} */ (list[(at = (at + 1) % list.length)]));
  }
  await compare(title, entries);
}

const one = await callers(1);
await race(
  `${CALLS} calls to one worker, each awaited before the next`,
  async (caller) => {
    for (let i = 0; i < CALLS; i += 1) await caller(i)('add');
  },
  one,
);
await race(
  `${CALLS} calls to one worker at the same time`,
  (caller) => Promise.all(Array.from({ length: CALLS }, (_, i) => caller(i)('add'))),
  one,
);
await race(
  `${CALLS} calls of an asynchronous method to one worker at the same time`,
  (caller) => Promise.all(Array.from({ length: CALLS }, (_, i) => caller(i)('addLater'))),
  one,
  ['xstate'],
);
await workers.close();
const COUNT = quick ? 1_000 : 100_000;
const many = await callersOfMany();
await race(
  `${CALLS} calls to as many of ${COUNT} workers`,
  (caller) => Promise.all(Array.from({ length: CALLS }, (_, i) => caller(i)('add'))),
  many,
);

async function callersOfMany() {
  const fresh = supervisor('many');
  contestants['worker: ref.call'] = async (id) => {
    const ref = await fresh.start(id);
    return (method) => ref.call[method](1);
  };
  contestants['worker: via(name).call'] = async (id) => {
    const ref = fresh.via(id);
    if (ref.status === 'stopped') await fresh.start(id);
    return (method) => ref.call[method](1);
  };
  // So many of nact's actors cannot be: the names that it makes up collide.
  return callers(COUNT, ['p-queue', 'nact']);
}

/** @param {string} name */
function supervisor(name) {
  return new WorkerSupervisor(Counter, {
    registry: new Registry({ name, keys: 'unique' }),
    key: (id) => /** @type {number} */ (id),
    create: () => new Counter(),
  });
}
