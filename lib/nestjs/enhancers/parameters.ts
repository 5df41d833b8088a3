import type { MessageContext } from '../../registry/handler.js';
import { InvalidDecoratorError } from '../../errors.js';
import {
  ownParametersOf,
  PARAMETERS,
  parametersOf,
  type ParameterMetadata,
  type ParametersMetadata,
} from './nest-metadata.js';

/**
 * What a parameter is given. The numbers are Nest's types of route parameters: 3 is the body, which `ValidationPipe`
 * checks, others are none that a pipe knows.
 */
export const MESSAGE = 3;
export const TOPIC = 1001;
export const CONTEXT = 1002;

type Kind = typeof MESSAGE | typeof TOPIC | typeof CONTEXT;

const OURS = 'nestjs-registry';

/** What a handler without parameter decorators is given. */
export const MESSAGE_AND_CONTEXT: ParametersMetadata = {
  [`${MESSAGE}:0:${OURS}`]: { index: 0, pipes: [] },
  [`${CONTEXT}:1:${OURS}`]: { index: 1, pipes: [] },
};

/** A decorator that gives a parameter what `kind` says. */
export function parameter(
  name: string,
  kind: Kind,
  data?: string,
  pipes: readonly unknown[] = [],
): ParameterDecorator {
  return (target, method, index) => {
    if (method === undefined || typeof target === 'function') {
      const place = method === undefined ? 'a constructor' : 'a static method';
      throw new InvalidDecoratorError(
        `${name} on parameter ${index} of ${place}`,
        'it is no handler',
        'Decorate a parameter of an instance method that has @Subscribe.',
      );
    }
    const others = Object.entries(parametersOf(target, method)).filter(
      ([, other]) => other.index !== index,
    );
    if (ownParametersOf(target, method).some((other) => other.index === index)) {
      throw twoDecorators(`${name} on ${target.constructor.name}.${String(method)}`, index);
    }
    const added: ParameterMetadata = { index, data, pipes };
    const metadata = { ...Object.fromEntries(others), [`${kind}:${index}:${OURS}`]: added };
    Reflect.defineMetadata(PARAMETERS, metadata, target.constructor, method);
  };
}

/** Nest asks it for the value of each decorated parameter. */
export const parameterValues = {
  exchangeKeyForValue(
    kind: number,
    path: unknown,
    [message, context]: readonly [unknown, MessageContext],
  ): unknown {
    switch (kind) {
      case CONTEXT:
        return context;
      case TOPIC:
        return context.topic;
      default:
        return typeof path === 'string' ? valueAt(message, path) : message;
    }
  },
};

/**
 * Refuses decorators of parameters that would be ignored, or would not get what they stand for.
 *
 * @throws InvalidDecoratorError
 */
export function checkParameters(
  where: string,
  parameters: ParametersMetadata,
  enhanced: boolean,
): void {
  const indexes = new Set<number>();
  for (const [key, { index, factory }] of Object.entries(parameters)) {
    const there = `${where}, parameter ${index}`;
    if (factory === undefined && !key.endsWith(OURS)) {
      throw new InvalidDecoratorError(
        there,
        'its decorator is for handlers of another kind, such as HTTP routes',
        'Subscribe a method of its own, with @Message(), @Topic(), @Ctx() or decorators made by createParamDecorator.',
      );
    }
    if (!enhanced) {
      throw new InvalidDecoratorError(
        there,
        'it has a decorator, and decorators of parameters work only with enhancers',
        "Write @Subscribe(…, { enhancers: true }) or { enhancers: 'global' }.",
      );
    }
    if (indexes.has(index)) throw twoDecorators(where, index);
    indexes.add(index);
  }
}

function twoDecorators(where: string, index: number): InvalidDecoratorError {
  return new InvalidDecoratorError(
    `${where}, parameter ${index}`,
    'it has two decorators',
    'Keep one of them.',
  );
}

function valueAt(message: unknown, path: string): unknown {
  let value = message;
  for (const name of path.split('.')) {
    if (value === undefined || value === null) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value;
}
