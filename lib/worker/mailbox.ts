import { AsyncResource } from 'node:async_hooks';
import { LinkedList } from '../registry/linked-list.js';
import { isThenable } from '../thenable.js';
import { currentMessage } from './current-message.js';
import type { Message } from './message.js';

/** So many messages, then the event loop has a turn. */
const MESSAGES_PER_TURN = 1_000;
/** Workers whose messages make each other run at once stand on one stack: beyond this depth they take turns. */
const MAX_DEPTH = 32;

/** What all mailboxes of one supervisor share. */
export interface MailboxHost {
  /** How deep their running messages stand on the stack. */
  depth: number;
  /** How many messages that waited they have begun since they last gave the event loop a turn. */
  begun: number;
}

/**
 * Runs the messages of one worker: one at a time, in the order in which they were sent. A message for a free worker runs at
 * once; any other waits, and runs in the asynchronous context of its sender.
 */
export abstract class Mailbox<H extends MailboxHost> {
  /** The message that is being handled. */
  running: Message | undefined;
  /** The worker's instance; there is none before its start and after its end. */
  protected instance: object | undefined;
  /** Made when something has to wait, and dropped with the last of it: most workers are idle. */
  #waiting: LinkedList<Message> | undefined;

  constructor(protected readonly host: H) {}

  /** Whether messages may begin. */
  abstract get open(): boolean;

  /** A message has ended, and its outcome has been told; the mailbox may not be open any more. */
  protected abstract rested(): void;

  /** A message that nobody awaits has failed, or one whose error is a crash. */
  protected abstract failed(message: Message, error: unknown): void;

  /** Whether a message would be handled at once. */
  get free(): boolean {
    return this.open && this.running === undefined && this.#waiting === undefined;
  }

  /** How many messages wait. */
  get size(): number {
    return this.#waiting?.size ?? 0;
  }

  protected receive(message: Message): void {
    if (!this.free) {
      this.#hold(message);
    } else if (this.host.depth >= MAX_DEPTH) {
      this.#hold(message);
      queueMicrotask(() => {
        this.resume();
      });
    } else {
      this.host.depth++;
      try {
        this.#work(message);
      } finally {
        this.host.depth--;
      }
    }
  }

  /** Goes on with what waits, if it may. */
  protected resume(): void {
    this.#work(this.#next());
  }

  /** Takes back a message that waits. */
  withdraw(message: Message): void {
    if (message.context !== undefined) this.#take(message);
  }

  /** Everything that waits, which is then gone. */
  protected *clear(): IterableIterator<Message> {
    for (let first = this.#waiting?.first; first !== undefined; first = this.#waiting?.first) {
      this.#take(first);
      yield first;
    }
  }

  /**
   * Runs `message` now, without asking whether it may. Tells what its method returned, or a promise of it; the caller has to
   * say `end` when that has settled.
   */
  protected begin(message: Message): unknown {
    this.running = message;
    const { context } = message;
    if (context === undefined) return currentMessage.run(message, invoke, this.instance, message);
    message.context = undefined;
    return context.runInAsyncScope(enter, undefined, this.instance, message);
  }

  protected end(message: Message): void {
    message.ended = true;
    if (this.running === message) this.running = undefined;
  }

  #work(first: Message | undefined): void {
    for (let message = first; message !== undefined; message = this.#next()) this.#handle(message);
  }

  /** Where that takes time, the mailbox goes on when the message has ended. */
  #handle(message: Message): void {
    let result: unknown;
    let later: boolean;
    try {
      result = message.outcomeOf(this.begin(message));
      later = isThenable(result);
    } catch (error) {
      this.#endWith(message, error);
      return;
    }
    if (later) {
      void this.#follow(message, result);
      return;
    }
    this.end(message);
    message.resolve(result);
    if (!this.open) this.rested();
  }

  async #follow(message: Message, result: unknown): Promise<void> {
    let value: unknown;
    try {
      value = await result;
    } catch (error) {
      if (this.running === message) {
        this.#endWith(message, error);
        this.resume();
      }
      return;
    }
    // Of one that was given up as lost nobody wants to hear any more.
    if (this.running !== message) return;
    this.end(message);
    message.resolve(value);
    if (this.open) this.resume();
    else this.rested();
  }

  #endWith(message: Message, error: unknown): void {
    this.end(message);
    message.reject(error);
    this.failed(message, error);
    if (!this.open) this.rested();
  }

  #next(): Message | undefined {
    if (this.#waiting === undefined || !this.open || this.running !== undefined) return undefined;
    if (this.host.begun >= MESSAGES_PER_TURN) {
      setImmediate(() => {
        this.host.begun = 0;
        this.resume();
      });
      return undefined;
    }
    this.host.begun++;
    const message = this.#waiting.first!;
    return this.#take(message, message.context);
  }

  #hold(message: Message): void {
    message.context = new AsyncResource('WorkerMessage');
    this.#waiting ??= new LinkedList();
    this.#waiting.push(message);
  }

  #take(message: Message, context?: AsyncResource): Message {
    this.#waiting!.remove(message);
    if (this.#waiting!.size === 0) this.#waiting = undefined;
    message.context = context;
    return message;
  }
}

function invoke(instance: object | undefined, { method, args }: Message): unknown {
  const target = instance as Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;
  return Reflect.apply(target[method]!, instance, args);
}

function enter(instance: object | undefined, message: Message): unknown {
  return currentMessage.run(message, invoke, instance, message);
}
