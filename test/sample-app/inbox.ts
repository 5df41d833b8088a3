/** What a client was told, from the start of its connection; `M` says which type of message carries what. */
export class Inbox<M extends object> {
  readonly #messages = new Map<keyof M, M[keyof M][]>();
  readonly #waiting = new Set<() => void>();

  /** All of one type, in order. */
  all<T extends keyof M>(type: T): readonly M[T][] {
    return (this.#messages.get(type) ?? []) as M[T][];
  }

  /** The first of one type that is meant, once it has been told. */
  told<T extends keyof M>(type: T, isMeant: (data: M[T]) => boolean = () => true): Promise<M[T]> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = this.all(type).find(isMeant);
        if (found === undefined) return;
        this.#waiting.delete(look);
        resolve(found);
      };
      this.#waiting.add(look);
      look();
    });
  }

  /** Forgets what was told before. */
  forget(): void {
    this.#messages.clear();
  }

  protected add<T extends keyof M>(type: T, data: M[T]): void {
    const messages = this.#messages.get(type) ?? [];
    messages.push(data);
    this.#messages.set(type, messages);
    for (const look of this.#waiting) look();
  }
}
