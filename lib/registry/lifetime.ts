import type { EventEmitter } from 'node:events';
import { aFunction, aNonEmptyString, aString, type OptionChecks } from '../validate.js';

/**
 * What has an end that an owner can be bound to.
 *
 * @example
 * ```ts
 * import { EventEmitter } from 'node:events';
 * import { Owner, type LifetimeSource } from 'nestjs-registry';
 *
 * const socket: LifetimeSource & EventEmitter = new EventEmitter();
 * const owner = Owner.from(socket);
 * socket.emit('close');
 * owner.alive; // => false
 * ```
 *
 * @publicApi
 */
export type LifetimeSource = AbortSignal | EventTarget | Pick<EventEmitter, 'once' | 'off'>;

/** What tells that a source has ended already: it will not say so again. */
interface Closable {
  readonly aborted?: boolean;
  readonly disconnected?: boolean;
  readonly destroyed?: boolean;
  readonly closed?: boolean;
  readonly readyState?: unknown;
}

const WEBSOCKET_CLOSED = 3;

export const lifetimeOptionChecks: OptionChecks = {
  label: aString,
  event: aNonEmptyString,
  onError: aFunction,
};

export function isLifetimeSource(source: unknown): source is LifetimeSource {
  if (typeof source !== 'object' || source === null) return false;
  const candidate = source as { addEventListener?: unknown; once?: unknown; off?: unknown };
  return (
    typeof candidate.addEventListener === 'function' ||
    (typeof candidate.once === 'function' && typeof candidate.off === 'function')
  );
}

/**
 * Calls `end` once, when the source emits the event that ends it; at once when it has ended already. The function it
 * returns stops listening.
 */
export function onEnd(
  source: LifetimeSource,
  given: string | undefined,
  end: (reason: unknown) => void,
): () => void {
  const { event, ended } = given === undefined ? endingOf(source) : { event: given, ended: false };
  const tell = (): void => {
    end(isAbortSignal(source) && event === 'abort' ? source.reason : event);
  };
  if (!ended) return listen(source, event, tell);
  tell();
  return () => undefined;
}

/** The event that ends a source, and whether it has ended: of a signal, a socket of socket.io, and everything else. */
function endingOf(source: LifetimeSource): { readonly event: string; readonly ended: boolean } {
  if (isAbortSignal(source)) return { event: 'abort', ended: source.aborted };
  const { disconnected, destroyed, closed, readyState } = source as Closable;
  if (typeof disconnected === 'boolean') return { event: 'disconnect', ended: disconnected };
  const ended = destroyed === true || closed === true || readyState === WEBSOCKET_CLOSED;
  return { event: 'close', ended };
}

function isAbortSignal(source: LifetimeSource): source is AbortSignal {
  return 'addEventListener' in source && typeof (source as Closable).aborted === 'boolean';
}

function listen(source: LifetimeSource, event: string, end: () => void): () => void {
  // A ws WebSocket has both interfaces; an emitter's `once` is the one that Node's own objects have.
  if ('once' in source) {
    source.once(event, end);
    return () => {
      source.off(event, end);
    };
  }
  source.addEventListener(event, end, { once: true });
  return () => {
    source.removeEventListener(event, end);
  };
}
