import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';

const current = new AsyncLocalStorage();
const TIMEOUT = 5_000;

/**
 * The leanest mailbox that one would write by hand with the same duties as a worker's: one message at a time, a reply with a
 * timeout, the caller's AsyncLocalStorage context, and a store that tells who is calling.
 */
export class ByHand {
  /** @type {any} */ #instance;
  /** @type {any} */ #first;
  /** @type {any} */ #last;
  #busy = false;
  /** @type {Set<any>} */ static #pending = new Set();
  static #timerRuns = false;

  /** @param {any} instance */
  constructor(instance) {
    this.#instance = instance;
  }

  /** @param {string} method @param {unknown[]} args @returns {Promise<any>} */
  call(method, args) {
    if (!this.#busy) {
      this.#busy = true;
      let result;
      try {
        result = current.run(this, invoke, this.#instance, method, args);
      } catch (error) {
        this.#next();
        return Promise.reject(error);
      }
      if (typeof result?.then !== 'function') {
        this.#next();
        return Promise.resolve(result);
      }
      return this.#later((message) => this.#follow(result, message));
    }
    return this.#later((message) => {
      Object.assign(message, { method, args, context: new AsyncResource('ByHand') });
      if (this.#last === undefined) this.#first = message;
      else this.#last.next = message;
      this.#last = message;
    });
  }

  /** @param {(message: any) => void} begin @returns {Promise<any>} */
  #later(begin) {
    return new Promise((resolve, reject) => {
      const message = { resolve, reject, deadline: performance.now() + TIMEOUT, next: undefined };
      ByHand.#pending.add(message);
      if (!ByHand.#timerRuns) setTimeout(() => ByHand.#expire(), TIMEOUT).unref();
      ByHand.#timerRuns = true;
      begin(message);
    });
  }

  /** @param {PromiseLike<unknown>} result @param {any} message */
  #follow(result, message) {
    result.then(
      (value) => {
        ByHand.#pending.delete(message);
        message.resolve(value);
        this.#next();
      },
      (error) => {
        ByHand.#pending.delete(message);
        message.reject(error);
        this.#next();
      },
    );
  }

  #next() {
    for (let message = this.#first; message !== undefined; message = this.#first) {
      this.#first = message.next;
      if (this.#first === undefined) this.#last = undefined;
      const { context, method, args } = message;
      let result;
      try {
        result = context.runInAsyncScope(enter, undefined, this, this.#instance, method, args);
      } catch (error) {
        ByHand.#pending.delete(message);
        message.reject(error);
        continue;
      }
      if (typeof result?.then === 'function') return this.#follow(result, message);
      ByHand.#pending.delete(message);
      message.resolve(result);
    }
    this.#busy = false;
  }

  static #expire() {
    ByHand.#timerRuns = false;
    for (const message of ByHand.#pending) {
      if (message.deadline > performance.now()) break;
      ByHand.#pending.delete(message);
      message.reject(new Error('timeout'));
    }
  }
}

/** @param {any} instance @param {string} method @param {unknown[]} args */
function invoke(instance, method, args) {
  return Reflect.apply(instance[method], instance, args);
}

/** @param {ByHand} mailbox @param {any} instance @param {string} method @param {unknown[]} args */
function enter(mailbox, instance, method, args) {
  return current.run(mailbox, invoke, instance, method, args);
}
