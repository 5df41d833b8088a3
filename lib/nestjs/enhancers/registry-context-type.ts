/**
 * The type that guards, interceptors, pipes, filters and custom parameter decorators see when they run around a handler of
 * a registry: `context.getType()` is `'registry'`, and `context.getArgs()` is the message and its `MessageContext`.
 *
 * @example
 * ```ts
 * import type { CanActivate, ExecutionContext } from '@nestjs/common';
 * import type { MessageContext, RegistryContextType } from 'nestjs-registry';
 *
 * class OnlyNews implements CanActivate {
 *   canActivate(context: ExecutionContext): boolean {
 *     if (context.getType<RegistryContextType>() !== 'registry') return true; // HTTP, say
 *     const [, { topic }] = context.getArgs<[message: unknown, context: MessageContext]>();
 *     return topic === 'news';
 *   }
 * }
 * OnlyNews.name; // => 'OnlyNews'
 * ```
 *
 * @publicApi
 */
export type RegistryContextType = 'registry';
