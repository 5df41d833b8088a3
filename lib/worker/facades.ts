import type { WaitOptions } from '../registry/wait.js';
import { messageNames } from './callable.js';
import type { MessageTarget } from './worker-ref.js';

/** What `ref.call` and `ref.cast` are made of: one class each for all workers of a class, with a method for each message. */
export interface Facades {
  readonly Call: new (target: MessageTarget, options: WaitOptions) => object;
  readonly Cast: new (target: MessageTarget, options: WaitOptions) => object;
}

class Facade {
  readonly #target: MessageTarget;
  readonly #options: WaitOptions;

  constructor(target: MessageTarget, options: WaitOptions) {
    this.#target = target;
    this.#options = options;
  }

  // Static, because whatever stands on the instance could be the name of a message.
  static call(facade: Facade, method: string, args: readonly unknown[]): Promise<unknown> {
    return facade.#target.call(method, args, facade.#options);
  }

  static cast(facade: Facade, method: string, args: readonly unknown[]): void {
    facade.#target.cast(method, args);
  }
}

/** The facades of a worker class with this prototype. */
export function facadesOf(prototype: object): Facades {
  class Call extends Facade {}
  class Cast extends Facade {}
  for (const name of messageNames(prototype)) {
    define(Call.prototype, name, function call(this: Facade, ...args: readonly unknown[]) {
      return Facade.call(this, name, args);
    });
    define(Cast.prototype, name, function cast(this: Facade, ...args: readonly unknown[]) {
      Facade.cast(this, name, args);
    });
  }
  return { Call, Cast };
}

function define(prototype: object, name: string, value: unknown): void {
  Object.defineProperty(prototype, name, { value });
}
