import { ask, Refused } from './ask.js';

const BEAT = 2_000;

/**
 * What instances of a service would do themselves: tell every two seconds that they live, and how busy they are. When the
 * tab is closed they fall silent, and expire.
 */
export class Hearts {
  readonly #loads = new Map<string, number>();
  readonly #failed: (error: unknown) => void;

  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
    setInterval(() => {
      for (const id of this.#loads.keys()) void this.#beat(id);
    }, BEAT);
  }

  /** What an instance tells of its load; nothing of an instance that is not from here. */
  loadOf(id: string): number | undefined {
    return this.#loads.get(id);
  }

  start(id: string, load: number): void {
    this.#loads.set(id, load);
    void this.#beat(id);
  }

  stop(id: string): void {
    this.#loads.delete(id);
  }

  clear(): void {
    this.#loads.clear();
  }

  async #beat(id: string): Promise<void> {
    try {
      await ask('POST', `/services/${encodeURIComponent(id)}/heartbeat`, {
        load: this.#loads.get(id),
      });
    } catch (error) {
      // While the application is away the header says so; the next beats try again.
      if (!(error instanceof Refused)) return;
      this.stop(id);
      this.#failed(error);
    }
  }
}
