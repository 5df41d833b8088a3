import type { PipeTransform, Type } from '@nestjs/common';
import { InvalidArgumentError } from '../../errors.js';
import { CONTEXT, MESSAGE, parameter, TOPIC } from './parameters.js';

/**
 * Gives a parameter of a handler the message, or what stands in it at a dotted path; `undefined` where nothing does. Pipes
 * of the parameter run after those of the method and the class, in order. `ValidationPipe` checks it against the parameter's type.
 *
 * Only with `@Subscribe(…, { enhancers: true })` or `'global'`: anything else is refused at the start of the application. A parameter without a
 * decorator beside one with a decorator gets `undefined`.
 *
 * @throws InvalidArgumentError for a path with an empty name in it or something that is no pipe; InvalidDecoratorError on a constructor or a
 * static method.
 *
 * @example
 * ```ts
 * import { Injectable, Module, ParseIntPipe } from '@nestjs/common';
 * import { NestFactory } from '@nestjs/core';
 * import { Message, Registry, RegistryModule, Subscribe } from 'nestjs-registry';
 *
 * @Injectable()
 * class Mailer {
 *   @Subscribe('order:created', { enhancers: true })
 *   onCreated(@Message('user.id', ParseIntPipe) user: number): number {
 *     return user;
 *   }
 * }
 *
 * @Module({ imports: [RegistryModule.forRoot({ keys: 'duplicate' })], providers: [Mailer] })
 * class AppModule {}
 *
 * const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
 * const dispatch = app.get(Registry).dispatch('order:created', { user: { id: '7' } });
 * const [delivery] = await dispatch.settled();
 * delivery?.status === 'delivered' && delivery.value; // => 7
 * await app.close();
 * ```
 *
 * @publicApi
 */
export function Message(
  path: string,
  ...pipes: (Type<PipeTransform> | PipeTransform)[]
): ParameterDecorator;
export function Message(...pipes: (Type<PipeTransform> | PipeTransform)[]): ParameterDecorator;
export function Message(...args: unknown[]): ParameterDecorator {
  const [path, ...rest] = args;
  const named = typeof path === 'string';
  if (named && path.split('.').includes('')) {
    throw new InvalidArgumentError('path', 'names with dots between them', path, '@Message');
  }
  const pipes = named ? rest : args;
  for (const pipe of pipes) {
    if (!isPipe(pipe)) {
      throw new InvalidArgumentError('pipe', 'a pipe, or the class of one', pipe, '@Message');
    }
  }
  return parameter('@Message', MESSAGE, named ? path : undefined, pipes);
}

/**
 * Gives a parameter of a handler the topic to which the message was published. Pipes leave it as it is.
 *
 * Only with `@Subscribe(…, { enhancers: true })` or `'global'`: anything else is refused at the start of the application.
 *
 * @throws InvalidDecoratorError on a constructor or a static method.
 *
 * @example
 * ```ts
 * import { Injectable, Module } from '@nestjs/common';
 * import { NestFactory } from '@nestjs/core';
 * import { Message, pattern, Registry, RegistryModule, Subscribe, Topic } from 'nestjs-registry';
 *
 * @Injectable()
 * class Log {
 *   @Subscribe(pattern('order:*'), { enhancers: true })
 *   onOrder(@Topic() topic: string, @Message('id') id: number): string {
 *     return `${topic} ${id}`;
 *   }
 * }
 *
 * @Module({ imports: [RegistryModule.forRoot({ keys: 'duplicate' })], providers: [Log] })
 * class AppModule {}
 *
 * const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
 * const [delivery] = await app.get(Registry).dispatch('order:paid', { id: 1 }).settled();
 * delivery?.status === 'delivered' && delivery.value; // => 'order:paid 1'
 * await app.close();
 * ```
 *
 * @publicApi
 */
export function Topic(): ParameterDecorator {
  return parameter('@Topic', TOPIC);
}

/**
 * Gives a parameter of a handler the `MessageContext`. Pipes leave it as it is.
 *
 * Only with `@Subscribe(…, { enhancers: true })` or `'global'`: anything else is refused at the start of the application.
 *
 * @throws InvalidDecoratorError on a constructor or a static method.
 *
 * @example
 * ```ts
 * import { Injectable, Module } from '@nestjs/common';
 * import { NestFactory } from '@nestjs/core';
 * import { Ctx, Registry, RegistryModule, Subscribe, type MessageContext } from 'nestjs-registry';
 *
 * @Injectable()
 * class Log {
 *   @Subscribe('news', { enhancers: true })
 *   onNews(@Ctx() { registry, topic }: MessageContext): unknown[] {
 *     return [registry, topic];
 *   }
 * }
 *
 * @Module({ imports: [RegistryModule.forRoot({ keys: 'duplicate' })], providers: [Log] })
 * class AppModule {}
 *
 * const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
 * const [delivery] = await app.get(Registry).dispatch('news', 'hello').settled();
 * delivery?.status === 'delivered' && delivery.value; // => ['default', 'news']
 * await app.close();
 * ```
 *
 * @publicApi
 */
export function Ctx(): ParameterDecorator {
  return parameter('@Ctx', CONTEXT);
}

/** Nest skips what is no pipe, silently. */
function isPipe(given: unknown): boolean {
  return (
    typeof given === 'function' ||
    typeof (given as { transform?: unknown } | null | undefined)?.transform === 'function'
  );
}
