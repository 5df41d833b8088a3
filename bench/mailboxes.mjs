/** Ways to call a counter, one message at a time. */
import { Registry, WorkerSupervisor } from 'nestjs-registry';
import { ByHand } from './by-hand-mailbox.mjs';
import { peer } from './peer.mjs';

export class Counter {
  static added = 0;
  n = 0;
  /** @param {number} by */
  add(by) {
    Counter.added += by;
    return (this.n += by);
  }
  /** @param {number} by */
  async addLater(by) {
    await Promise.resolve();
    return this.add(by);
  }
}

/** @typedef {'add' | 'addLater'} Method */
/** @typedef {(method: Method) => Promise<unknown>} Caller */

/** `make` makes a counter, and what calls it. */
export async function contestants() {
  const [{ default: fastq }, { default: PQueue }, xstate, nact] = await Promise.all(
    ['fastq', 'p-queue', 'xstate', 'nact'].map(peer),
  );
  const workers = new WorkerSupervisor(Counter, {
    registry: new Registry({ name: 'bench', keys: 'unique' }),
    key: (id) => /** @type {number} */ (id),
    create: () => new Counter(),
  });
  const system = nact.start();

  /** @type {Record<string, (id: number) => Caller | Promise<Caller>>} */
  const make = {
    'ref.call': async (id) => {
      const ref = await workers.start(id);
      return (method) => ref.call[method](1);
    },
    'via(name).call': (id) => {
      const ref = workers.via(id);
      return (method) => ref.call[method](1);
    },
    'by hand': () => {
      const mailbox = new ByHand(new Counter());
      return (method) => mailbox.call(method, [1]);
    },
    'chain of promises': () => {
      const counter = new Counter();
      /** @type {Promise<unknown>} */
      let tail = Promise.resolve();
      return (method) => (tail = tail.then(() => counter[method](1)));
    },
    fastq: () => {
      const counter = new Counter();
      const queue = fastq.promise(async (/** @type {Method} */ method) => counter[method](1), 1);
      return (method) => queue.push(method);
    },
    'p-queue': () => {
      const counter = new Counter();
      const queue = new PQueue({ concurrency: 1 });
      return (method) => queue.add(() => counter[method](1));
    },
    xstate: () => {
      const counter = new Counter();
      const logic = xstate.fromTransition((/** @type {any} */ state, /** @type {any} */ event) => {
        event.resolve(counter.add(1));
        return state;
      }, {});
      const actor = xstate.createActor(logic).start();
      return () => new Promise((resolve) => actor.send({ type: 'add', resolve }));
    },
    nact: () => {
      const counter = new Counter();
      const actor = nact.spawnStateless(system, async (/** @type {any} */ { method, resolve }) => {
        resolve(await counter[/** @type {Method} */ (method)](1));
      });
      return (method) => new Promise((resolve) => nact.dispatch(actor, { method, resolve }));
    },
  };
  const close = async () => {
    await workers.close();
    nact.stop(system);
  };
  return { make, close };
}
