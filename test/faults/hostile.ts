/** What hostile values throw when they are looked at. */
export const no = new Error('no');

export const fail = (): never => {
  throw no;
};

export type Make = () => unknown;

/** What runs code of its maker when it is awaited, and fails. */
export const AWAITABLE: [string, Make][] = [
  ['a `then` that cannot be read', () => Object.defineProperty({}, 'then', { get: fail })],
  ['a `then` that throws', () => ({ then: fail })],
  ['a proxy that refuses everything', () => new Proxy({}, { get: fail, getPrototypeOf: fail })],
  [
    'a promise whose `constructor` cannot be read',
    () => {
      const promise = Promise.reject(no);
      promise.catch(() => undefined);
      return Object.defineProperty(promise, 'constructor', { get: fail });
    },
  ],
];

/** What does so when it is looked at as an observable. */
export const OBSERVABLE: [string, Make][] = [
  ['a `lift` that cannot be read', () => Object.defineProperty({}, 'lift', { get: fail })],
  [
    'a `then`, and a `lift` that cannot be read',
    () => Object.defineProperty({ then: () => undefined }, 'lift', { get: fail }),
  ],
  [
    'an observable of another make whose `subscribe` throws',
    () => ({ lift: fail, subscribe: fail, '@@observable': () => ({ subscribe: fail }) }),
  ],
];
