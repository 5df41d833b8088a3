import type { Key } from '../registry/key.js';
import type { MessageContext } from '../registry/handler.js';

/** The context of one published message, where one for all messages of its topic will not do. */
export class Publication implements MessageContext {
  readonly registry: string;
  readonly topic: Key;
  declare readonly request?: object;
  /** The loop over the handlers is the first to hold it open. */
  #open = 1;
  #endings: (() => void)[] | undefined;

  constructor({ registry, topic }: MessageContext, request: object | undefined) {
    this.registry = registry;
    this.topic = topic;
    if (request !== undefined) this.request = request;
    Object.freeze(this);
  }

  /** Whether all handlers have settled: what comes later was dropped. */
  get settled(): boolean {
    return this.#open === 0;
  }

  /** Calls `ending` when the last handler of the message has settled, at once when it has. It must not throw. */
  onSettled(ending: () => void): void {
    if (this.settled) {
      ending();
      return;
    }
    this.#endings ??= [];
    this.#endings.push(ending);
  }

  /** Something that belongs to the message has begun. */
  begin(): void {
    this.#open++;
  }

  /** It has settled. */
  end(): void {
    if (--this.#open > 0) return;
    const endings = this.#endings ?? [];
    this.#endings = undefined;
    for (const ending of endings) ending();
  }
}
