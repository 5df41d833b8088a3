import { Observable } from 'rxjs';
import type { Change } from './changes.js';
import { complete, next } from './complete.js';
import type { Key } from './key.js';
import { KeyMap } from './key-map.js';

/** Who is told of changes. Neither function throws. */
export interface ChangeListener {
  next(change: Change): void;
  complete(): void;
}

/** Changes that were made before somebody came, but not told yet, are not news to them. */
interface Listening {
  readonly listener: ChangeListener;
  /** How many changes had been made. */
  readonly since: number;
}

/**
 * Tells every observer every change, or every change under one key, in the same order: a change made by an observer is told after the
 * current one. Who observes one key costs nothing where another one changes.
 */
export class ChangeFeed {
  readonly #all = new Set<Listening>();
  readonly #byKey = new KeyMap<Set<Listening>>();
  readonly #waiting: Change[] = [];
  #made = 0;
  #telling = false;
  #completed = false;

  /** For how many keys somebody listens. */
  get keys(): number {
    return this.#byKey.size;
  }

  /** Whether anybody hears of changes under a key: a change nobody hears of need not be made into an object. */
  isHeard(key: Key): boolean {
    return this.#all.size > 0 || (this.#byKey.size > 0 && this.#byKey.get(key) !== undefined);
  }

  publish(change: Change): void {
    this.#waiting.push(change);
    this.#made++;
    this.inTurn(() => undefined);
  }

  /** Runs `task` as if it told a change: what is changed meanwhile is told afterwards. */
  inTurn(task: () => void): void {
    if (this.#telling) {
      task();
      return;
    }
    this.#telling = true;
    try {
      task();
      this.#tellWaiting();
    } finally {
      this.#waiting.length = 0;
      this.#telling = false;
      if (this.#completed) this.#completeAll();
    }
  }

  /** Tells `listener` all changes from now on, or those under `key`. The function it returns ends that. */
  listen(listener: ChangeListener, key: Key | undefined): () => void {
    if (this.#completed && !this.#telling) {
      listener.complete();
      return () => undefined;
    }
    const listening: Listening = { listener, since: this.#made };
    if (key === undefined) {
      this.#all.add(listening);
      return () => this.#all.delete(listening);
    }
    const others = this.#byKey.getOrInsert(key, () => new Set());
    others.add(listening);
    return () => {
      // Once more must not remove those who came to the key after all had gone.
      if (others.delete(listening) && others.size === 0) this.#byKey.delete(key);
    };
  }

  asObservable(key: Key | undefined): Observable<Change> {
    return new Observable((observer) =>
      this.listen(
        {
          next: (change) => {
            next(observer, change);
          },
          complete: () => {
            complete(observer);
          },
        },
        key,
      ),
    );
  }

  /** After the changes that have been made are told. */
  complete(): void {
    this.#completed = true;
    if (!this.#telling) this.#completeAll();
  }

  #tellWaiting(): void {
    // The list may grow meanwhile; its first change is the oldest that has not been told.
    const before = this.#made - this.#waiting.length;
    for (let i = 0; i < this.#waiting.length; i++) {
      const change = this.#waiting[i]!;
      tell(this.#all, change, before + i);
      const ofKey = this.#byKey.size > 0 ? this.#byKey.get(change.entry.key) : undefined;
      if (ofKey !== undefined) tell(ofKey, change, before + i);
    }
  }

  #completeAll(): void {
    const all = [...this.#all];
    // One by one: as arguments they would stand on the stack.
    for (const ofKey of this.#byKey.values()) for (const listening of ofKey) all.push(listening);
    for (const { listener } of all) listener.complete();
  }
}

/** `before` is how many changes were made before this one. Who comes meanwhile is not told, who leaves meanwhile neither. */
function tell(listenings: ReadonlySet<Listening>, change: Change, before: number): void {
  for (const { listener, since } of listenings) if (since <= before) listener.next(change);
}
