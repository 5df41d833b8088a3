/**
 * The names of the methods of `W` that are messages: its public methods, but for the hooks `onStart` and `onStop`, names
 * that begin with `_`, and what stands on every object.
 *
 * @example
 * ```ts
 * import type { MessageName } from 'nestjs-registry';
 *
 * class Counter {
 *   add(n: number): number {
 *     return n;
 *   }
 *   _reset(): void {}
 * }
 * const name: MessageName<Counter> = 'add';
 * name; // => 'add'
 * ```
 *
 * @publicApi
 */
export type MessageName<W> = {
  [K in keyof W]-?: K extends string
    ? K extends `_${string}` | NotAMessage
      ? never
      : W[K] extends (...args: never[]) => unknown
        ? K
        : never
    : never;
}[keyof W];

type NotAMessage =
  | 'onStart'
  | 'onStop'
  | 'then'
  | 'constructor'
  | 'hasOwnProperty'
  | 'isPrototypeOf'
  | 'propertyIsEnumerable'
  | 'toLocaleString'
  | 'toString'
  | 'valueOf';

/**
 * What `ref.call` has: each message as a method that promises the result.
 *
 * @example
 * ```ts
 * import { Registry, WorkerSupervisor, type Calls } from 'nestjs-registry';
 *
 * class Counter {
 *   #n = 0;
 *   add(n: number): number {
 *     return (this.#n += n);
 *   }
 * }
 * const counters = new WorkerSupervisor(Counter, {
 *   registry: new Registry({ name: 'counters', keys: 'unique' }),
 *   key: (name) => name as string,
 *   create: () => new Counter(),
 * });
 * const call: Calls<Counter> = (await counters.start('visits')).call;
 * await call.add(2); // => 2
 * ```
 *
 * @publicApi
 */
export type Calls<W> = {
  readonly [K in MessageName<W>]: W[K] extends (...args: infer A) => infer R
    ? (...args: A) => Promise<Awaited<R>>
    : never;
};

/**
 * What `ref.cast` has: each message as a method that tells nothing.
 *
 * @example
 * ```ts
 * import { Registry, WorkerSupervisor, type Casts } from 'nestjs-registry';
 *
 * class Counter {
 *   n = 0;
 *   add(n: number): number {
 *     return (this.n += n);
 *   }
 * }
 * const counters = new WorkerSupervisor(Counter, {
 *   registry: new Registry({ name: 'counters', keys: 'unique' }),
 *   key: (name) => name as string,
 *   create: () => new Counter(),
 * });
 * const ref = await counters.start('visits');
 * const cast: Casts<Counter> = ref.cast;
 * cast.add(2);
 * await ref.call.add(1); // => 3
 * ```
 *
 * @publicApi
 */
export type Casts<W> = {
  readonly [K in MessageName<W>]: W[K] extends (...args: infer A) => unknown
    ? (...args: A) => void
    : never;
};

/**
 * What a worker is started with: the parameters of its `onStart`; where it has none, whatever its key is computed from.
 *
 * @example
 * ```ts
 * import type { StartArgs } from 'nestjs-registry';
 *
 * class UserWorker {
 *   onStart(userId: number, region: string): void {}
 * }
 * const args: StartArgs<UserWorker> = [7, 'eu'];
 * args; // => [7, 'eu']
 * ```
 *
 * @publicApi
 */
export type StartArgs<W> = W extends { onStart(...args: infer A): unknown } ? A : unknown[];

/** The names of the methods that are messages, as `MessageName` has them. */
export function messageNames(prototype: object): string[] {
  const methods = new Map<string, boolean>();
  let object: object | null = prototype;
  while (object !== null) {
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(object))) {
      // What stands nearer to the instance overrides what stands further away.
      if (!methods.has(name)) methods.set(name, typeof property.value === 'function');
    }
    object = Object.getPrototypeOf(object) as object | null;
  }
  return [...methods.keys()].filter((name) => methods.get(name) === true && isMessageName(name));
}

function isMessageName(name: string): boolean {
  if (name.startsWith('_') || name in Object.prototype) return false;
  return name !== 'onStart' && name !== 'onStop';
}
