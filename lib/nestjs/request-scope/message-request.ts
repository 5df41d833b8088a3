import type { Publication } from '../../dispatch/publication.js';
import type { Key } from '../../registry/key.js';
import { CONTEXT_ID } from './context-id.js';
import type { ContextId } from '../nest-container.js';
import type { RegistryRequest } from './registry-request.js';

/** The `REQUEST` of a message. */
export class MessageRequest implements RegistryRequest {
  readonly registry: string;
  readonly topic: Key;
  readonly message: unknown;
  declare readonly request?: object;
  readonly #publication: Publication;
  #contextId: ContextId | undefined;

  constructor(publication: Publication, message: unknown) {
    this.registry = publication.registry;
    this.topic = publication.topic;
    this.message = message;
    if (publication.request !== undefined) this.request = publication.request;
    this.#publication = publication;
  }

  /** Where Nest looks for the context of a request. */
  get [CONTEXT_ID](): ContextId | undefined {
    return this.#contextId;
  }

  set [CONTEXT_ID](contextId: ContextId) {
    this.#contextId = contextId;
  }

  /** Takes the payload of a `ContextIdStrategy` on, as Nest adds it to an HTTP request; what it has already stays. */
  add(payload: unknown): void {
    if (typeof payload !== 'object' || payload === null) return;
    for (const [key, value] of Object.entries(payload))
      if (!(key in this)) Object.defineProperty(this, key, { value, enumerable: true });
  }

  /** Calls `ending` when all handlers of the message have settled. */
  onSettled(ending: () => void): void {
    this.#publication.onSettled(ending);
  }
}
