import type { Slot } from './slot.js';

/** What waits for the end of registrations. Beside the slots and not in them, because few are waited for. */
export class Endings {
  readonly #bySlot = new Map<Slot, Set<() => void>>();

  /** The function it returns takes `ending` back. */
  add(slot: Slot, ending: () => void): () => void {
    const endings = this.#bySlot.get(slot) ?? new Set();
    this.#bySlot.set(slot, endings);
    endings.add(ending);
    return () => {
      endings.delete(ending);
      if (endings.size === 0 && this.#bySlot.get(slot) === endings) this.#bySlot.delete(slot);
    };
  }

  /** A registration has ended. */
  run(slot: Slot): void {
    if (this.#bySlot.size === 0) return;
    const endings = this.#bySlot.get(slot);
    this.#bySlot.delete(slot);
    if (endings !== undefined) for (const ending of endings) ending();
  }
}
