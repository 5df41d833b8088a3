import type { EventEmitter } from 'node:events';
import { aFunction, aString, type OptionChecks } from '../validate.js';

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

/** A socket, stream, response or WebSocket that has closed already will not say so again. */
interface Closable {
  readonly aborted?: boolean;
  readonly destroyed?: boolean;
  readonly closed?: boolean;
  readonly readyState?: unknown;
}

const WEBSOCKET_CLOSED = 3;

export const lifetimeOptionChecks: OptionChecks = { label: aString, onError: aFunction };

export function isLifetimeSource(source: unknown): source is LifetimeSource {
  if (typeof source !== 'object' || source === null) return false;
  const candidate = source as { addEventListener?: unknown; once?: unknown; off?: unknown };
  return (
    typeof candidate.addEventListener === 'function' ||
    (typeof candidate.once === 'function' && typeof candidate.off === 'function')
  );
}

/**
 * Calls `end` once: when a signal aborts, or when anything else emits `close`; at once when that has happened already.
 * The function it returns stops listening.
 */
export function onEnd(source: LifetimeSource, end: (reason: unknown) => void): () => void {
  if (isAbortSignal(source))
    return listen(
      source,
      'abort',
      () => {
        end(source.reason);
      },
      source.aborted,
    );
  const { destroyed, closed, readyState } = source as Closable;
  const ended = destroyed === true || closed === true || readyState === WEBSOCKET_CLOSED;
  return listen(
    source,
    'close',
    () => {
      end('close');
    },
    ended,
  );
}

function isAbortSignal(source: LifetimeSource): source is AbortSignal {
  return 'addEventListener' in source && typeof (source as Closable).aborted === 'boolean';
}

function listen(
  source: LifetimeSource,
  event: string,
  end: () => void,
  ended: boolean,
): () => void {
  if (ended) {
    end();
    return () => undefined;
  }
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
