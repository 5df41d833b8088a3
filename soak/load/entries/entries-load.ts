import {
  changesTellAll,
  countsAgree,
  entriesAreInOrder,
  indexesAgree,
  noEntryIsAGhost,
  noEntryIsLost,
} from '../../invariants/entries.js';
import { EntryModel } from '../../model/entries.js';
import { Owners } from '../owners.js';
import { Asking } from './asking.js';
import { Ending } from './ending.js';
import type { EntriesParts, EntriesWorld } from './entries-world.js';
import { Present } from './present.js';
import { Registering } from './registering.js';
import { Replica } from './replica.js';

const OWNERS = 30;
/** With more entries than this, more end than begin. */
const CROWDED = 3_000;

/** Registers, asks and ends at random in one registry, and compares each answer with the model's. */
export class EntriesLoad {
  readonly #world: EntriesWorld;
  readonly #registering: Registering;
  readonly #asking: Asking;
  readonly #ending: Ending;
  readonly #present: Present;
  readonly #replica: Replica;

  constructor(parts: EntriesParts) {
    const owners = new Owners(OWNERS, parts.random, parts.remains);
    this.#world = { ...parts, model: new EntryModel(), owners };
    this.#registering = new Registering(this.#world);
    this.#asking = new Asking(this.#world);
    this.#ending = new Ending(this.#world);
    this.#present = new Present(this.#world);
    this.#replica = new Replica(parts.registry);
  }

  /** One operation. */
  step(): void {
    const { random, model, clock } = this.#world;
    for (const known of model.expire(clock.now())) this.#ending.atItsDeadline(known);
    const ends = model.all.length > CROWDED ? 12 : 2;
    const part = random.weighted<{ step: () => void }>([
      [6, this.#registering],
      [6, this.#asking],
      [ends, this.#ending],
      [0.02, this.#present],
    ]);
    part.step();
  }

  /** Compares all there is, entry by entry. */
  compare(): void {
    const { checks, registry, model, clock } = this.#world;
    model.expire(clock.now());
    // Whoever asks for all there is ends what is overdue, which is told to the replica.
    countsAgree(checks, registry, model);
    noEntryIsLost(checks, registry, model);
    noEntryIsAGhost(checks, registry, model);
    entriesAreInOrder(checks, registry, model);
    indexesAgree(checks, registry, model);
    this.#present.compare();
    changesTellAll(checks, this.#replica.values, model);
  }

  /** Undoes all that was done. */
  end(): void {
    this.#ending.endAll();
    this.compare();
    this.#present.stop();
    this.#replica.renew();
    this.#registering.forget();
  }

  stop(): void {
    this.#replica.stop();
  }
}
