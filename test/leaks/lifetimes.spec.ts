import { EventEmitter, getEventListeners } from 'node:events';
import { Owner, Registry } from 'nestjs-registry';
import { growthOfAll, NOTHING, PATIENCE } from '../support/heap.js';

const registry = new Registry({ keys: 'duplicate' });
const controller = new AbortController();
const emitter = new EventEmitter();
const target = new EventTarget();
const dead = new Owner();
dead.terminate();

/** What its owner has ends with it, whoever ends it. */
const use = (owner: Owner, end: () => void): void => {
  registry.register('used', 1, { owner });
  end();
};

const ROUNDS: [string, number, () => unknown][] = [
  [
    'of signals that aborted',
    100_000,
    () => {
      const own = new AbortController();
      use(Owner.from(own.signal), () => own.abort('over'));
    },
  ],
  [
    'of emitters that closed',
    100_000,
    () => {
      const own = new EventEmitter();
      use(Owner.from(own), () => own.emit('close'));
    },
  ],
  [
    'of a signal that lives on',
    100_000,
    () => {
      const owner = Owner.from(controller.signal);
      use(owner, () => owner.terminate());
    },
  ],
  [
    'of an emitter that lives on',
    100_000,
    () => {
      const owner = Owner.from(emitter, { event: 'exit' });
      use(owner, () => owner.terminate());
    },
  ],
  [
    'of an event target that lives on',
    100_000,
    () => {
      const owner = Owner.from(target);
      use(owner, () => owner.terminate());
    },
  ],
  ['of a signal that had aborted', 100_000, () => Owner.from(AbortSignal.abort('before'))],
  [
    // The reason of a signal, with its stack, takes some 30 microseconds.
    'whose end was waited for in every way',
    20_000,
    () => {
      const owner = new Owner();
      owner.onTerminate(() => undefined);
      owner.signal.addEventListener('abort', () => undefined);
      use(owner, () => owner[Symbol.dispose]());
    },
  ],
  ['that had ended and were asked to tell it', 100_000, () => dead.onTerminate(() => undefined)],
];

it.each(ROUNDS)(
  'the heap is where it was after owners %s, %i times',
  async (_, rounds, round) => {
    expect(await growthOfAll(round, rounds)).toBeLessThan(NOTHING);
    expect(registry.stats()).toMatchObject({ entries: 0, owners: 0 });
    const listeners = [
      getEventListeners(controller.signal, 'abort'),
      getEventListeners(target, 'close'),
      emitter.listeners('exit'),
    ];
    expect(listeners).toEqual([[], [], []]);
  },
  PATIENCE,
);
