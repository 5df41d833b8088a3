import { RegistryClosedError } from '../errors.js';
import { captureKey, type Key } from './key.js';
import { KeyMap } from './key-map.js';

/**
 * Facts about a registry itself, under keys compared by content. Nobody owns them; they live as long as the registry.
 *
 * @example
 * ```ts
 * import { Registry } from 'nestjs-registry';
 *
 * const users = new Registry({ name: 'users', keys: 'unique', meta: { region: 'eu' } });
 * users.meta.set(['limit', 'free'], 10);
 * users.meta.get('region'); // => 'eu'
 * users.meta.get(['limit', 'free']); // => 10
 * ```
 *
 * @publicApi
 */
export class Meta {
  readonly #registry: string;
  readonly #values = new KeyMap<{ value: unknown }>();
  #closed = false;

  /** @internal */
  constructor(registry: string, initial: Readonly<Record<string, unknown>>) {
    this.#registry = registry;
    for (const [key, value] of Object.entries(initial)) this.set(key, value);
  }

  /** How many facts there are. */
  get size(): number {
    return this.#values.size;
  }

  /** @throws InvalidKeyError */
  get(key: Key): unknown {
    return this.#values.get(key)?.value;
  }

  /** @throws InvalidKeyError */
  has(key: Key): boolean {
    return this.#values.get(key) !== undefined;
  }

  /** @throws InvalidKeyError, RegistryClosedError */
  set(key: Key, value: unknown): this {
    const captured = captureKey(key);
    this.#assertOpen('meta.set');
    this.#values.getOrInsert(captured, () => ({ value })).value = value;
    return this;
  }

  /** Whether there was something to delete. @throws InvalidKeyError, RegistryClosedError */
  delete(key: Key): boolean {
    const captured = captureKey(key);
    this.#assertOpen('meta.delete');
    if (!this.has(captured)) return false;
    this.#values.delete(captured);
    return true;
  }

  /** @internal */
  close(): void {
    this.#closed = true;
  }

  #assertOpen(operation: string): void {
    if (this.#closed) throw new RegistryClosedError(this.#registry, operation);
  }
}
