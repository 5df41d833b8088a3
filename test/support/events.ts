import { Registry, type Delivery, type Dispatch, type Failure } from 'nestjs-registry';
import { ManualClock } from './manual-clock.js';

/** A registry of topics whose clock stands still, and what failed in it. */
export function makeEvents() {
  const clock = new ManualClock();
  const failures: Failure[] = [];
  const onError = (failure: Failure) => failures.push(failure);
  const registry = new Registry({ name: 'events', keys: 'duplicate', clock, onError });
  return { registry, clock, failures };
}

interface Call {
  readonly message: unknown;
  readonly resolve: (value?: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** A handler whose promises settle when they are told to. */
export function heldHandler() {
  const calls: Call[] = [];
  const handler = (message: unknown) =>
    new Promise((resolve, reject) => calls.push({ message, resolve, reject }));
  const messages = (): unknown[] => calls.map(({ message }) => message);
  return { calls, handler, messages };
}

/** Lets promises settle, and the event loop take its turn. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A delivery in short: its value, `failed`, or why it was dropped. */
export function brief(delivery: Delivery): unknown {
  if (delivery.status === 'delivered') return delivery.value;
  return delivery.status === 'failed' ? 'failed' : delivery.reason;
}

export const outcome = async (dispatch: Dispatch): Promise<unknown[]> =>
  (await dispatch.settled()).map(brief);

/** What an observer of a dispatch is told. */
export function watch(dispatch: Dispatch): unknown[] {
  const seen: unknown[] = [];
  dispatch.subscribe({
    next: (delivery) => seen.push(brief(delivery)),
    error: () => seen.push('errored'),
    complete: () => seen.push('complete'),
  });
  return seen;
}
