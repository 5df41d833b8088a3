import type { ExternalContextCreator } from '@nestjs/core';
import { catchError, defer, from, isObservable, mergeMap, of, type Observable } from 'rxjs';
import type { Handler, MessageContext } from '../../registry/handler.js';
import type { HandlerScope } from '../request-scope/request-scope.js';
import type { RegistryContextType } from './registry-context-type.js';
import { parameterValues } from './parameters.js';

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
}

const TYPE: RegistryContextType = 'registry';
const AROUND = { guards: true, interceptors: true, filters: false };
const AFTER = { guards: false, interceptors: false, filters: true };

/** The handler of a singleton, or of the instance of one message. */
export function enhancedHandler(
  { name, callback, parameters, calls, rescues }: EnhancedMethod,
  instance: object,
  { contextId, inquirerId }: Partial<HandlerScope> = {},
): Handler {
  const values = parameters === undefined ? undefined : parameterValues;
  const run: AsyncHandler = calls.create(
    instance,
    callback,
    name,
    parameters,
    values,
    contextId,
    inquirerId,
    AROUND,
    TYPE,
  );
  const rescue = (error: unknown): AsyncHandler =>
    rescues.create(
      instance,
      throwing(error, callback),
      name,
      undefined,
      undefined,
      contextId,
      inquirerId,
      AFTER,
      TYPE,
    );
  return async (message, context) => {
    try {
      const result = await run(message, context);
      return isObservable(result)
        ? rescued(result, (error) => rescue(error)(message, context))
        : result;
    } catch (error) {
      return rescue(error)(message, context);
    }
  };
}

type AsyncHandler = (message: unknown, context: MessageContext) => Promise<unknown>;

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
