import { EventEmitter } from 'node:events';
import { Owner } from 'nestjs-registry';
import type { Random } from '../random.js';
import type { Remains } from '../heap/remains.js';

/** An owner, and what ends it. */
export interface Lifetime {
  readonly owner: Owner;
  readonly end: () => void;
}

/** As many owners as asked for, of every kind; one that has ended is replaced. */
export class Owners {
  readonly #lifetimes: Lifetime[];
  readonly #random: Random;
  readonly #remains: Remains;

  constructor(count: number, random: Random, remains: Remains) {
    this.#random = random;
    this.#remains = remains;
    this.#lifetimes = Array.from({ length: count }, () => this.#make());
  }

  some(): Owner {
    return this.#random.pick(this.#lifetimes).owner;
  }

  /** Ends one. `ending` is told which, before it is replaced. */
  endOne(ended: (owner: Owner) => void): void {
    const at = this.#random.below(this.#lifetimes.length);
    const lifetime = this.#lifetimes[at]!;
    this.#end(lifetime, ended);
    this.#lifetimes[at] = this.#make();
  }

  endAll(ended: (owner: Owner) => void): void {
    this.#lifetimes.forEach((lifetime, at) => {
      this.#end(lifetime, ended);
      this.#lifetimes[at] = this.#make();
    });
  }

  #end({ owner, end }: Lifetime, ended: (owner: Owner) => void): void {
    end();
    ended(owner);
    this.#remains.watch('owners', owner);
  }

  #make(): Lifetime {
    return this.#random.pick(KINDS)();
  }
}

const KINDS: readonly (() => Lifetime)[] = [
  () => {
    const owner = new Owner('plain');
    return {
      owner,
      end: () => {
        owner.terminate('enough');
      },
    };
  },
  () => {
    const controller = new AbortController();
    const owner = Owner.from(controller.signal, { label: 'signal' });
    return {
      owner,
      end: () => {
        controller.abort('enough');
      },
    };
  },
  () => {
    const emitter = new EventEmitter();
    const owner = Owner.from(emitter, { label: 'emitter' });
    return { owner, end: () => emitter.emit('close') };
  },
];
