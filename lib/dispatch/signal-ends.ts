interface Bound {
  readonly endings: Set<() => void>;
  readonly listener: () => void;
}

/**
 * What ends when a signal aborts. Each signal has one listener, however much is bound to it, because Node warns of a leak
 * when an `AbortSignal` has more than ten.
 */
export class SignalEnds {
  readonly #bound = new WeakMap<AbortSignal, Bound>();

  /** Calls `ending`, which must not throw, when `signal` aborts, at once when it has; the function it returns takes that back. */
  bind(signal: AbortSignal, ending: () => void): () => void {
    if (signal.aborted) {
      ending();
      return () => undefined;
    }
    const { endings, listener } = this.#bound.get(signal) ?? this.#listenTo(signal);
    endings.add(ending);
    return () => {
      if (!endings.delete(ending) || endings.size > 0) return;
      signal.removeEventListener('abort', listener);
      this.#bound.delete(signal);
    };
  }

  #listenTo(signal: AbortSignal): Bound {
    const endings = new Set<() => void>();
    const listener = (): void => {
      for (const ending of endings) ending();
    };
    signal.addEventListener('abort', listener);
    const bound = { endings, listener };
    this.#bound.set(signal, bound);
    return bound;
  }
}
