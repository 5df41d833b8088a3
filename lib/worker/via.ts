import { describe } from '../describe.js';
import { WorkerNotFoundError } from '../errors.js';
import type { Key } from '../registry/key.js';
import type { WaitOptions } from '../registry/wait.js';
import type { WorkerHost } from './worker-host.js';
import type { MessageTarget, WorkerStatus } from './worker-ref.js';

/** Whichever worker has a name when a message is sent. */
export class Via implements MessageTarget {
  readonly #host: WorkerHost;

  constructor(
    host: WorkerHost,
    readonly key: Key,
  ) {
    this.#host = host;
  }

  get facades(): MessageTarget['facades'] {
    return this.#host.facades;
  }

  get status(): WorkerStatus {
    return this.#host.find(this.key)?.status ?? 'stopped';
  }

  call(method: string, args: readonly unknown[], options: WaitOptions): Promise<unknown> {
    const cell = this.#host.find(this.key);
    if (cell === undefined) return Promise.reject(this.#notFound(method));
    return cell.call(method, args, options);
  }

  cast(method: string, args: readonly unknown[]): void {
    const cell = this.#host.find(this.key);
    if (cell === undefined) throw this.#notFound(method);
    cell.cast(method, args);
  }

  toString(): string {
    return `${this.#host.name} ${describe(this.key)}`;
  }

  #notFound(method: string): WorkerNotFoundError {
    return new WorkerNotFoundError(this.#host.name, this.key, method);
  }
}
