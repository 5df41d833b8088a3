import type { ApplicationConfig } from '@nestjs/core';
import { InvalidDecoratorError } from '../../errors.js';
import { isSingleton, type Wrapper } from '../nest-container.js';
import { subscribeMetadata } from '../subscribe.decorator.js';

/**
 * Refuses enhancers that Nest would leave out without a word, or run without having constructed them.
 *
 * @throws InvalidDecoratorError
 */
export function checkEnhancers(
  where: string,
  wrapper: Wrapper,
  enhancers: readonly unknown[],
): void {
  const ofHost = wrapper.getEnhancersMetadata() ?? [];
  for (const enhancer of enhancers) {
    if (typeof enhancer !== 'function') continue;
    const made = wrapper.host?.injectables.get(enhancer);
    const refuse = (why: string, mend: string): never => {
      throw new InvalidDecoratorError(where, `${enhancer.name} ${why}`, mend);
    };
    if (made === undefined) {
      refuse(
        'would not run: Nest makes enhancers only for the classes that it constructs itself',
        'Provide the class by useClass, or give an instance to the decorator.',
      );
    } else if (!isSingleton(made) && (made.isTransient || !ofHost.includes(made))) {
      refuse(
        'is transient or request-scoped, and Nest makes no instance of it for this method',
        'Make it a singleton.',
      );
    }
  }
}

/**
 * Global enhancers that are made for each request are made for routes only.
 *
 * @throws InvalidDecoratorError
 */
export function checkGlobalEnhancers(where: string, config: ApplicationConfig): void {
  const [scoped] = [
    ...config.getGlobalRequestGuards(),
    ...config.getGlobalRequestInterceptors(),
    ...config.getGlobalRequestPipes(),
    ...config.getGlobalRequestFilters(),
  ];
  if (scoped === undefined) return;
  throw new InvalidDecoratorError(
    where,
    `the global enhancer ${String(scoped.name)} is request-scoped or transient, and Nest makes it for routes only`,
    'Make it a singleton, or write enhancers: true, which runs no global ones.',
  );
}

/**
 * An override that is subscribed in place of what it overrides does not have that method's guards.
 *
 * @throws InvalidDecoratorError
 */
export function checkOverride(where: string, prototype: object, method: string): void {
  const subscribed = subscriber(prototype, method);
  const { [method]: overriding } = prototype as Record<string, object>;
  const { [method]: overridden } = subscribed as Record<string, object>;
  if (overriding === overridden) return;
  const has = new Set<unknown>(Reflect.getMetadataKeys(overriding!));
  if (Reflect.getMetadataKeys(overridden!).every((key) => has.has(key))) return;
  throw new InvalidDecoratorError(
    where,
    `it overrides ${subscribed.constructor.name}.${method}, whose decorators do not hold for it`,
    'Repeat @Subscribe and the other decorators on it.',
  );
}

/** The prototype whose @Subscribe holds for the method. */
function subscriber(prototype: object, method: string): object {
  const uses = subscribeMetadata(prototype).get(method);
  const parent = Object.getPrototypeOf(prototype) as object | null;
  if (uses === undefined || parent === null) return prototype;
  return subscribeMetadata(parent).get(method) === uses ? subscriber(parent, method) : prototype;
}
