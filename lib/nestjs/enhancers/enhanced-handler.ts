import type { ContextIdFactory, ExternalContextCreator } from '@nestjs/core';
import { catchError, defer, from, isObservable, mergeMap, of, type Observable } from 'rxjs';
import type { Handler, MessageContext } from '../../registry/handler.js';
import type { RegistryContextType } from './registry-context-type.js';
import { parameterValues } from './parameters.js';

/** Where an instance of one message stands. */
export interface HandlerScope {
  readonly contextId: ReturnType<typeof ContextIdFactory.create>;
  /** Nest's id of the provider. */
  readonly inquirerId: string;
}

/** What is the same for all instances of a provider. */
export interface EnhancedMethod {
  readonly name: string;
  readonly callback: (...args: unknown[]) => unknown;
  /** Where its parameters are described; without it the method is called with message and context as they are. */
  readonly parameters: string | undefined;
  /** Runs guards, interceptors and pipes around the method. */
  readonly calls: ExternalContextCreator;
  /** Runs filters. A creator of its own: Nest 11 remembers the parameters of a method, whoever asks next. */
  readonly rescues: ExternalContextCreator;
  /** Makes the enhancers of one message's context, if there are any. */
  readonly resolve: ((contextId: HandlerScope['contextId']) => Promise<unknown>) | undefined;
}

const TYPE: RegistryContextType = 'registry';
const AROUND = { guards: true, interceptors: true, filters: false };
const AFTER = { guards: false, interceptors: false, filters: true };

/** The handler of a singleton, or of the instance of one message. */
export function enhancedHandler(
  method: EnhancedMethod,
  instance: object,
  scope: HandlerScope | undefined,
): Handler {
  const { name, callback, parameters, calls, rescues, resolve } = method;
  const { contextId, inquirerId } = scope ?? {};
  const values = parameters === undefined ? undefined : parameterValues;
  const create = (): Handler<unknown, MessageContext['topic'], Promise<unknown>> =>
    calls.create(instance, callback, name, parameters, values, contextId, inquirerId, AROUND, TYPE);

  const rescue: Rescue = async (error, message, context) => {
    const fail = throwing(error, callback);
    return rescues.create(
      instance,
      fail,
      name,
      undefined,
      undefined,
      contextId,
      inquirerId,
      AFTER,
      TYPE,
    )(message, context);
  };

  let run = scope === undefined || resolve === undefined ? create() : undefined;
  return async (message, context) => {
    try {
      if (run === undefined) {
        await resolve!(contextId!);
        run = create();
      }
      const result = await run(message, context);
      return isObservable(result)
        ? rescued(result, (error) => rescue(error, message, context))
        : result;
    } catch (error) {
      return rescue(error, message, context);
    }
  };
}

type Rescue = (error: unknown, message: unknown, context: MessageContext) => Promise<unknown>;

/** Filters see the errors of an observable too, and may put another in its place. */
function rescued(
  result: Observable<unknown>,
  rescue: (error: unknown) => Promise<unknown>,
): Observable<unknown> {
  return defer(() => result).pipe(
    catchError((error: unknown) =>
      from(rescue(error)).pipe(mergeMap((value) => (isObservable(value) ? value : of(value)))),
    ),
  );
}

/** Inherits from the method, as which it stands, so that Nest finds its filters. */
function throwing(error: unknown, callback: () => unknown): () => never {
  const fail = (): never => {
    throw error;
  };
  return Object.setPrototypeOf(fail, callback) as typeof fail;
}
