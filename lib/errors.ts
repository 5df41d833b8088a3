import { describe } from './describe.js';
import type { Entry } from './registry/entry.js';
import type { MessageContext } from './registry/handler.js';
import type { Key } from './registry/key.js';
import type { Owner } from './registry/owner.js';

/**
 * The base of every error that the library throws or rejects with.
 *
 * `code` is stable and meant for programs; `message` says what happened, to what, and how to mend it.
 *
 * @example
 * ```ts
 * import { Registry, RegistryError } from 'nestjs-registry';
 *
 * const users = new Registry({ name: 'users', keys: 'unique' });
 * users.register('ann', 1);
 * try {
 *   users.register('ann', 2);
 * } catch (error) {
 *   error instanceof RegistryError && error.code; // => 'ALREADY_REGISTERED'
 * }
 * ```
 *
 * @publicApi
 */
export abstract class RegistryError extends Error {
  /** A stable name for programs, such as `'ALREADY_REGISTERED'`. */
  abstract readonly code: string;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/**
 * An option, or the options object itself, is not what it must be.
 *
 * @example
 * ```ts
 * import { Registry } from 'nestjs-registry';
 *
 * new Registry({ name: 'users', keys: 'unique', partitions: 0 }); // => throws InvalidOptionError
 * ```
 *
 * @publicApi
 */
export class InvalidOptionError extends RegistryError {
  readonly code = 'INVALID_OPTION';

  constructor(
    /** The option's name. */
    readonly option: string,
    expected: string,
    given: unknown,
    where: string,
    cause?: unknown,
  ) {
    super(
      `${short(where)}: expected ${short(option)} to be ${expected}, got ${describe(given)}.`,
      cause === undefined ? undefined : { cause },
    );
  }

  /** @internal */
  static unknown(option: string, known: readonly string[], where: string): InvalidOptionError {
    return new InvalidOptionError(
      option,
      `one of the options there are (${known.join(', ')})`,
      option,
      where,
    );
  }
}

/**
 * An argument that is neither a key nor an option is of the wrong kind.
 *
 * @example
 * ```ts
 * import { Owner } from 'nestjs-registry';
 *
 * Owner.from({} as AbortSignal); // => throws InvalidArgumentError
 * ```
 *
 * @publicApi
 */
export class InvalidArgumentError extends RegistryError {
  readonly code = 'INVALID_ARGUMENT';

  constructor(
    /** The parameter's name. */
    readonly argument: string,
    expected: string,
    given: unknown,
    where: string,
  ) {
    super(`${where}: expected ${argument} to be ${expected}, got ${describe(given)}.`);
  }
}

/**
 * The value cannot be a key.
 *
 * @example
 * ```ts
 * import { Registry } from 'nestjs-registry';
 *
 * const users = new Registry({ name: 'users', keys: 'unique' });
 * users.lookup(Promise.resolve('ann')); // => throws InvalidKeyError
 * ```
 *
 * @publicApi
 */
export class InvalidKeyError extends RegistryError {
  readonly code = 'INVALID_KEY';

  constructor(
    /** What was given as a key. */
    readonly key: unknown,
    why: string,
    cause?: unknown,
  ) {
    super(
      `${describe(key)} cannot be a key: ${why}. ` +
        'Use strings, numbers, bigints, booleans, null, symbols, Dates, and arrays and plain objects of them (also with undefined inside); ' +
        'a class, a function or an instance of a class of yours is a key by identity.',
      cause === undefined ? undefined : { cause },
    );
  }
}

/**
 * The key of a unique registry is taken.
 *
 * @example
 * ```ts
 * import { AlreadyRegisteredError, Registry } from 'nestjs-registry';
 *
 * const users = new Registry({ name: 'users', keys: 'unique' });
 * users.register('ann', 1);
 * try {
 *   users.register('ann', 2);
 * } catch (error) {
 *   error instanceof AlreadyRegisteredError && error.holder.value; // => 1
 * }
 * ```
 *
 * @publicApi
 */
export class AlreadyRegisteredError extends RegistryError {
  readonly code = 'ALREADY_REGISTERED';

  constructor(
    registry: string,
    /** The entry that holds the key. */
    readonly holder: Entry,
  ) {
    super(
      `Key ${describe(holder.key)} is already registered in registry '${registry}' by ${String(holder.owner)}. ` +
        'Unregister it first, use tryRegister() to learn the holder without an error, or use duplicate keys.',
    );
  }
}

/**
 * A terminated owner was asked to own something.
 *
 * @example
 * ```ts
 * import { Owner, Registry } from 'nestjs-registry';
 *
 * const users = new Registry({ name: 'users', keys: 'unique' });
 * const owner = new Owner();
 * owner.terminate();
 * users.register('ann', 1, { owner }); // => throws OwnerTerminatedError
 * ```
 *
 * @publicApi
 */
export class OwnerTerminatedError extends RegistryError {
  readonly code = 'OWNER_TERMINATED';

  constructor(registry: string, key: unknown, owner: Owner) {
    super(
      `${String(owner)} has terminated and can no longer register ${describe(key)} in registry '${registry}'. ` +
        'Check owner.alive, or create a new Owner.',
    );
  }
}

/**
 * The registry has been closed.
 *
 * @example
 * ```ts
 * import { Registry } from 'nestjs-registry';
 *
 * const users = new Registry({ name: 'users', keys: 'unique' });
 * users.close();
 * users.register('ann', 1); // => throws RegistryClosedError
 * ```
 *
 * @publicApi
 */
export class RegistryClosedError extends RegistryError {
  readonly code = 'REGISTRY_CLOSED';

  constructor(registry: string, operation: string, state = 'is closed') {
    super(
      `${operation}: registry '${registry}' ${state}. ` +
        'Under Nest that happens in onApplicationShutdown; do this work before it.',
    );
  }
}

/**
 * The operation needs unique keys.
 *
 * @example
 * ```ts
 * import { Registry } from 'nestjs-registry';
 *
 * const rooms = new Registry({ name: 'rooms', keys: 'duplicate' });
 * rooms.get('kitchen'); // => throws NotUniqueError
 * ```
 *
 * @publicApi
 */
export class NotUniqueError extends RegistryError {
  readonly code = 'NOT_UNIQUE';

  constructor(registry: string, operation: string, instead: string) {
    super(
      `${operation} is not supported for duplicate keys, which registry '${registry}' has. Use ${instead}.`,
    );
  }
}

/**
 * `touch()` of an entry that does not slide: without `sliding: true` a `ttl` says when the entry ends, whatever happens.
 *
 * @example
 * ```ts
 * import { Registry } from 'nestjs-registry';
 *
 * const sessions = new Registry({ name: 'sessions', keys: 'unique' });
 * const session = sessions.register('s1', { user: 'ann' }, { ttl: 60_000 });
 * session.touch(); // => throws NotSlidingError
 * session.active; // => true
 * sessions.close();
 * ```
 *
 * @publicApi
 */
export class NotSlidingError extends RegistryError {
  readonly code = 'NOT_SLIDING';

  constructor(registry: string, key: unknown) {
    super(
      `touch: the entry under ${describe(key)} in registry '${registry}' does not slide, so it cannot be renewed. ` +
        'Register it with { ttl, sliding: true }.',
    );
  }
}

/**
 * The callback of an update changed the very entry that it was updating.
 *
 * @example
 * ```ts
 * import { Registry } from 'nestjs-registry';
 *
 * const counters = new Registry<{ value: number }>({ name: 'counters', keys: 'unique' });
 * const visits = counters.register('visits', 0);
 * visits.update((count) => {
 *   visits.update(() => 7);
 *   return count + 1;
 * }); // => throws ReentrantUpdateError
 * visits.entry.value; // => 7
 * ```
 *
 * @publicApi
 */
export class ReentrantUpdateError extends RegistryError {
  readonly code = 'REENTRANT_UPDATE';

  constructor(registry: string, key: unknown) {
    super(
      `The callback that updates ${describe(key)} in registry '${registry}' updated the same entry itself; ` +
        'the inner update stands, the outer one was not made. Let the callback only compute the new value.',
    );
  }
}

/**
 * One partition holds as many keys as one `Map` of the engine can.
 *
 * @example
 * ```ts
 * import { PartitionFullError } from 'nestjs-registry';
 *
 * const full = new PartitionFullError(2 ** 24);
 * full.code; // => 'PARTITION_FULL'
 * ```
 *
 * @publicApi
 */
export class PartitionFullError extends RegistryError {
  readonly code = 'PARTITION_FULL';

  constructor(capacity: number) {
    super(
      `A partition cannot hold more than ${capacity} keys, the limit of one JavaScript Map. ` +
        'Create the registry with more partitions.',
    );
  }
}

/**
 * Waiting for a name took longer than its `timeout`.
 *
 * @example
 * ```ts
 * import { Registry } from 'nestjs-registry';
 *
 * const users = new Registry({ name: 'users', keys: 'unique' });
 * await users.whenRegistered('ann', { timeout: 1 }); // => rejects WaitTimeoutError
 * ```
 *
 * @publicApi
 */
export class WaitTimeoutError extends RegistryError {
  readonly code = 'WAIT_TIMEOUT';

  constructor(registry: string, key: unknown, timeout: number) {
    super(
      `Nobody registered ${describe(key)} in registry '${registry}' within ${timeout} ms. ` +
        'Wait longer, or make sure that its owner starts.',
    );
  }
}

/**
 * Waiting for a lock took longer than its `timeout`.
 *
 * @example
 * ```ts
 * import { Registry } from 'nestjs-registry';
 *
 * const users = new Registry({ name: 'users', keys: 'unique' });
 * void users.lock('invoice', () => new Promise(() => undefined));
 * await users.lock('invoice', () => 1, { timeout: 1 }); // => rejects LockTimeoutError
 * ```
 *
 * @publicApi
 */
export class LockTimeoutError extends RegistryError {
  readonly code = 'LOCK_TIMEOUT';

  constructor(registry: string, key: unknown, timeout: number) {
    super(
      `Lock ${describe(key)} of registry '${registry}' was not free within ${timeout} ms. ` +
        'The waiter has left the queue. Wait longer, or hold the lock for less time.',
    );
  }
}

/**
 * The holder of a lock asked for it again, which would wait for ever.
 *
 * @example
 * ```ts
 * import { Registry } from 'nestjs-registry';
 *
 * const users = new Registry({ name: 'users', keys: 'unique' });
 * const outer = users.lock('invoice', () => users.lock('invoice', () => 1));
 * await outer; // => rejects LockReentryError
 * ```
 *
 * @publicApi
 */
export class LockReentryError extends RegistryError {
  readonly code = 'LOCK_REENTRY';

  constructor(registry: string, key: unknown) {
    super(
      `Lock ${describe(key)} of registry '${registry}' is already held by this very call; waiting for it would never end. ` +
        'Take the lock once, outside, or use another lock key inside.',
    );
  }
}

/**
 * Handlers were still running when the `timeout` of `settled()` passed.
 *
 * @example
 * ```ts
 * import { Registry } from 'nestjs-registry';
 *
 * const events = new Registry({ name: 'events', keys: 'duplicate' });
 * events.subscribe('never', () => new Promise(() => undefined));
 * const dispatch = events.dispatch('never', 1);
 * await dispatch.settled({ timeout: 1 }); // => rejects SettleTimeoutError
 * ```
 *
 * @publicApi
 */
export class SettleTimeoutError extends RegistryError {
  readonly code = 'SETTLE_TIMEOUT';

  constructor(
    /** The names of the handlers that have not settled. */
    readonly pending: readonly string[],
    timeout: number,
  ) {
    super(
      `Handlers had not settled within ${timeout} ms: ${pending.slice(0, 10).join(', ')}${pending.length > 10 ? ` and ${pending.length - 10} more` : ''}. ` +
        'They go on running; wait longer, or observe the dispatch for the deliveries that have arrived.',
    );
  }
}

/**
 * More messages wait for a subscriber than its `buffer` holds, and its `overflow` is `'error'`. It is never thrown: it is the
 * error of a failed delivery.
 *
 * @example
 * ```ts
 * import { BufferOverflowError, Registry, type Failure } from 'nestjs-registry';
 *
 * const failures: Failure[] = [];
 * const events = new Registry({ name: 'events', keys: 'duplicate', onError: (failure) => failures.push(failure) });
 * events.subscribe('news', async () => undefined, { concurrency: 1, buffer: 1 });
 * for (const message of ['at work', 'waiting', 'too many']) events.emit('news', message);
 * failures.map(({ message, error }) => [message, error instanceof BufferOverflowError]); // => [['too many', true]]
 * ```
 *
 * @publicApi
 */
export class BufferOverflowError extends RegistryError {
  readonly code = 'BUFFER_OVERFLOW';

  constructor({ registry, topic }: MessageContext, buffer: number) {
    super(
      `A subscriber of topic ${describe(topic)} in registry '${registry}' is slower than its publishers: ${buffer} message(s) wait already. ` +
        "Give it a larger buffer or more concurrency, or let its overflow be 'drop-oldest', 'drop-newest' or 'latest'.",
    );
  }
}

/**
 * The `filter` of a subscription returned something else than a boolean, such as the promise of an `async` function, which
 * would let everything pass. It is never thrown: it is the error of a failed delivery.
 *
 * @example
 * ```ts
 * import { Registry, type Failure } from 'nestjs-registry';
 *
 * const failures: Failure[] = [];
 * const events = new Registry({ name: 'events', keys: 'duplicate', onError: (failure) => failures.push(failure) });
 * const filter = (async () => false) as unknown as () => boolean;
 * events.subscribe('news', () => 'not called', { filter });
 * events.emit('news', 1);
 * failures.map(({ error }) => (error as Error).name); // => ['InvalidFilterResultError']
 * ```
 *
 * @publicApi
 */
export class InvalidFilterResultError extends RegistryError {
  readonly code = 'INVALID_FILTER_RESULT';

  constructor(result: unknown, { registry, topic }: MessageContext) {
    super(
      `The filter of a subscriber of topic ${describe(topic)} in registry '${registry}' must return true or false, got ${describe(result)}. ` +
        'A filter cannot be asynchronous: decide in the handler what takes time.',
    );
  }
}

/**
 * A pattern of string topics is malformed.
 *
 * @example
 * ```ts
 * import { pattern } from 'nestjs-registry';
 *
 * pattern('order:cre*'); // => throws InvalidPatternError
 * ```
 *
 * @publicApi
 */
export class InvalidPatternError extends RegistryError {
  readonly code = 'INVALID_PATTERN';

  constructor(
    /** The pattern as it was given. */
    readonly pattern: string,
    why: string,
    separator: string,
  ) {
    super(
      `pattern(${describe(pattern)}): ${why}. A segment (between '${separator}') is a text, '*' for any one segment, or '**' for any number of them; ` +
        'for anything finer use the filter option.',
    );
  }
}

/**
 * A strategy of `pick` returned something else than one of the candidates, or computed something that it cannot compare.
 *
 * @example
 * ```ts
 * import { leastLoaded, Registry } from 'nestjs-registry';
 *
 * const services = new Registry<{ value: { jobs?: number } }>({ name: 'services', keys: 'duplicate' });
 * services.register('mailer', {});
 * services.pick('mailer', leastLoaded(({ jobs }) => jobs!)); // => throws InvalidPickError
 * ```
 *
 * @publicApi
 */
export class InvalidPickError extends RegistryError {
  readonly code = 'INVALID_PICK';

  constructor(
    what: string,
    expected: string,
    /** What was given instead. */
    readonly given: unknown,
  ) {
    super(`pick: expected ${what} to be ${expected}, got ${describe(given)}.`);
  }
}

/**
 * A handler had not settled when the registry stopped waiting for it, at the end of `drain`: its delivery is
 * `dropped: 'cancelled'`. It is never thrown, but reported as a failure is.
 *
 * @example
 * ```ts
 * import { Registry, type Failure } from 'nestjs-registry';
 *
 * const failures: Failure[] = [];
 * const events = new Registry({ name: 'events', keys: 'duplicate', onError: (failure) => failures.push(failure) });
 * events.subscribe('never', () => new Promise(() => undefined));
 * events.emit('never', 1);
 * await events.drain({ timeout: 0 }); // => 1
 * failures.map(({ error }) => (error as Error).name); // => ['HandlerCutError']
 * ```
 *
 * @publicApi
 */
export class HandlerCutError extends RegistryError {
  readonly code = 'HANDLER_CUT';

  constructor(
    /** The handler's name. */
    readonly handler: string,
    /** How many more handlers of the same message were not called. */
    readonly more: number,
    { registry, topic }: MessageContext,
    timeout: number,
  ) {
    super(
      `Handler ${handler}${more > 0 ? ` and ${more} more` : ''} of topic ${describe(topic)} in registry '${registry}' had not settled within ${timeout} ms of shutdown and was cut. ` +
        'Raise shutdownTimeout, or let the handler end sooner.',
    );
  }
}

/**
 * A recorder of messages was asked for the next message when, or before, it was stopped.
 *
 * @example
 * ```ts
 * import { Registry } from 'nestjs-registry';
 * import { recordMessages } from 'nestjs-registry/testing';
 *
 * const recorder = recordMessages(new Registry({ name: 'events', keys: 'duplicate' }));
 * recorder.stop();
 * await recorder.next('news'); // => rejects RecorderStoppedError
 * ```
 *
 * @publicApi
 */
export class RecorderStoppedError extends RegistryError {
  readonly code = 'RECORDER_STOPPED';

  constructor(registry: string) {
    super(
      `recorder.next: the messages of registry '${registry}' are no longer recorded. ` +
        'Await the message before recorder.stop().',
    );
  }
}

/**
 * Callbacks that were told of a termination threw; the termination itself is complete.
 *
 * @example
 * ```ts
 * import { Owner } from 'nestjs-registry';
 *
 * const owner = new Owner();
 * owner.onTerminate(() => {
 *   throw new Error('callback');
 * });
 * owner.terminate(); // => throws TerminationCallbackError
 * owner.alive; // => false
 * ```
 *
 * @publicApi
 */
export class TerminationCallbackError extends RegistryError {
  readonly code = 'TERMINATION_CALLBACK';

  constructor(
    /** What the callbacks threw, in the order of the callbacks. */
    readonly errors: readonly unknown[],
    owner: string,
  ) {
    super(
      `${errors.length} onTerminate callback(s) of ${owner} threw, the first: ${describe(errors[0])}. ` +
        'The termination is complete and all entries are gone; see errors for everything that was thrown.',
      { cause: errors[0] },
    );
  }
}

/**
 * Two registries of one name in one application.
 *
 * @example
 * ```ts
 * import { Module } from '@nestjs/common';
 * import { NestFactory } from '@nestjs/core';
 * import { RegistryModule } from 'nestjs-registry';
 *
 * @Module({ imports: [RegistryModule.forRoot({ keys: 'unique' }), RegistryModule.forRoot({ keys: 'unique' })] })
 * class AppModule {}
 *
 * const options = { logger: false, abortOnError: false } as const;
 * await NestFactory.createApplicationContext(AppModule, options); // => rejects DuplicateRegistryError
 * ```
 *
 * @publicApi
 */
export class DuplicateRegistryError extends RegistryError {
  readonly code = 'DUPLICATE_REGISTRY';

  constructor(
    registry: string,
    /** Where it is configured, as lines of a stack trace. */
    readonly places: readonly string[],
  ) {
    super(
      `Registry '${registry}' is configured ${places.length} times: at ${places.join(' and at ')}. ` +
        'Call RegistryModule.forRoot for it once (it is global by default) and inject it everywhere, or give one of them another name.',
    );
  }
}

/**
 * A decorator names a registry that the application does not have.
 *
 * @example
 * ```ts
 * import { Injectable, Module } from '@nestjs/common';
 * import { NestFactory } from '@nestjs/core';
 * import { RegistryModule, Subscribe } from 'nestjs-registry';
 *
 * @Injectable()
 * class Mailer {
 *   @Subscribe('order:created', { registry: 'evnts' })
 *   onCreated(): void {}
 * }
 *
 * @Module({ imports: [RegistryModule.forRoot({ name: 'events', keys: 'duplicate' })], providers: [Mailer] })
 * class AppModule {}
 *
 * const options = { logger: false, abortOnError: false } as const;
 * await NestFactory.createApplicationContext(AppModule, options); // => rejects UnknownRegistryError
 * ```
 *
 * @publicApi
 */
export class UnknownRegistryError extends RegistryError {
  readonly code = 'UNKNOWN_REGISTRY';

  constructor(registry: string, where: string, known: readonly string[]) {
    super(
      `${where} names registry '${registry}', which is not configured; ` +
        `${known.length === 0 ? 'there are none' : `there are ${known.map((name) => `'${name}'`).join(', ')}`}. ` +
        `Import RegistryModule.forRoot({ name: '${registry}', … }) or name one of these.`,
    );
  }
}

/**
 * A decorated provider has a scope in which the decorator cannot work.
 *
 * @example
 * ```ts
 * import { Injectable, Module, Scope } from '@nestjs/common';
 * import { NestFactory } from '@nestjs/core';
 * import { RegistryModule, Subscribe } from 'nestjs-registry';
 *
 * @Injectable({ scope: Scope.TRANSIENT })
 * class Mailer {
 *   @Subscribe('order:created')
 *   onCreated(): void {}
 * }
 *
 * @Module({ imports: [RegistryModule.forRoot({ keys: 'duplicate' })], providers: [Mailer] })
 * class AppModule {}
 *
 * const options = { logger: false, abortOnError: false } as const;
 * await NestFactory.createApplicationContext(AppModule, options); // => rejects UnsupportedScopeError
 * ```
 *
 * @publicApi
 */
export class UnsupportedScopeError extends RegistryError {
  readonly code = 'UNSUPPORTED_SCOPE';

  constructor(
    where: string,
    /** The provider's scope. */
    readonly scope: 'request' | 'transient',
    mend: string,
  ) {
    super(
      `${where} is on a provider that is ${scope}-scoped, by itself or by what it depends on. ${mend}`,
    );
  }
}

/**
 * A `RequestOwner` was asked for where it would have no lifetime: by itself, or to register an instance of a request-scoped
 * class with `@Registered`.
 *
 * @example
 * ```ts
 * import { Module } from '@nestjs/common';
 * import { NestFactory } from '@nestjs/core';
 * import { RegistryModule, RequestOwner } from 'nestjs-registry';
 *
 * @Module({ imports: [RegistryModule.forRoot({ keys: 'duplicate' })] })
 * class AppModule {}
 *
 * const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
 * await app.resolve(RequestOwner); // => rejects NoLifetimeError
 * await app.close();
 * ```
 *
 * @publicApi
 */
export class NoLifetimeError extends RegistryError {
  readonly code = 'NO_LIFETIME';

  /** @param request What `REQUEST` injects there. */
  constructor(request: unknown) {
    super(
      'RequestOwner (which @Registered on a request-scoped provider needs too) lives as long as an HTTP request of Express or ' +
        `Fastify, or as the handlers of a message; here REQUEST is ${describe(request)}. ` +
        'Resolve it in the context of one of these, or make an owner with new Owner() and end it yourself.',
    );
  }
}

/**
 * A decorator stands where it cannot work, or was given something it cannot use.
 *
 * @example
 * ```ts
 * import { Registered } from 'nestjs-registry';
 *
 * class Mailer {}
 * Registered('mailer')(Mailer);
 * Registered('postman')(Mailer); // => throws InvalidDecoratorError
 * ```
 *
 * @publicApi
 */
export class InvalidDecoratorError extends RegistryError {
  readonly code = 'INVALID_DECORATOR';

  constructor(where: string, why: string, mend: string) {
    super(`${where}: ${why}. ${mend}`);
  }
}

/**
 * A decorated provider could not be registered or subscribed; `cause` says why.
 *
 * @example
 * ```ts
 * import { Injectable, Module } from '@nestjs/common';
 * import { NestFactory } from '@nestjs/core';
 * import { Registered, RegistryModule } from 'nestjs-registry';
 *
 * @Registered('payment')
 * @Injectable()
 * class Card {}
 *
 * @Registered('payment')
 * @Injectable()
 * class Cash {}
 *
 * @Module({ imports: [RegistryModule.forRoot({ keys: 'unique' })], providers: [Card, Cash] })
 * class AppModule {}
 *
 * const options = { logger: false, abortOnError: false } as const;
 * await NestFactory.createApplicationContext(AppModule, options); // => rejects WiringError
 * ```
 *
 * @publicApi
 */
export class WiringError extends RegistryError {
  readonly code = 'WIRING_FAILED';

  constructor(where: string, cause: unknown) {
    super(`${where}: ${cause instanceof Error ? cause.message : describe(cause)}`, { cause });
  }
}

/**
 * A match spec, pattern or guard is malformed. Thrown also when no entry would have been looked at.
 *
 * @example
 * ```ts
 * import { $, _, Registry } from 'nestjs-registry';
 *
 * const users = new Registry({ name: 'users', keys: 'unique' });
 * users.select([{ head: [_, _, _], body: [$(1)] }]); // => throws MatchSpecError
 * ```
 *
 * @publicApi
 */
export class MatchSpecError extends RegistryError {
  readonly code = 'MATCH_SPEC';

  constructor(
    /** Where in the spec it is, such as `spec[0].guards[1][2]`. */
    readonly path: string,
    why: string,
    cause?: unknown,
  ) {
    super(
      `Match spec, at ${path}: ${why}. ` + 'See docs/match-specs.md for what may stand there.',
      cause === undefined ? undefined : { cause },
    );
  }
}

/**
 * A term cannot be written for another process, or a text is not what `encodeTerm` writes.
 *
 * @example
 * ```ts
 * import { encodeTerm } from 'nestjs-registry';
 *
 * encodeTerm({ callback: () => 1 }); // => throws InvalidTermError
 * ```
 *
 * @publicApi
 */
export class InvalidTermError extends RegistryError {
  readonly code = 'INVALID_TERM';

  constructor(operation: 'encodeTerm' | 'decodeTerm', why: string, cause?: unknown) {
    super(
      `${operation}: ${why}. Terms are made of primitives, arrays, plain objects, Dates, Owners and the parts of patterns.`,
      cause === undefined ? undefined : { cause },
    );
  }
}

/**
 * A name was asked for that a worker has already, also while that worker starts, restarts or stops.
 *
 * @example
 * ```ts
 * import { AlreadyStartedError, Registry, WorkerSupervisor } from 'nestjs-registry';
 *
 * class Job {}
 * const registry = new Registry({ name: 'jobs', keys: 'unique' });
 * const jobs = new WorkerSupervisor(Job, { registry, key: () => 'job', create: () => new Job() });
 * const ref = await jobs.start();
 * const error: unknown = await jobs.start().catch((error: unknown) => error);
 * error instanceof AlreadyStartedError && error.ref === ref; // => true
 * ```
 *
 * @publicApi
 */
export class AlreadyStartedError<R extends object = object> extends RegistryError {
  readonly code = 'ALREADY_STARTED';

  constructor(
    worker: string,
    status: string,
    /** The worker that has the name. */
    readonly ref: R,
  ) {
    super(
      `The name of worker ${worker} is taken by that worker, which is ${status}. ` +
        'Use getOrStart() to reach it or start it, or stop it first.',
    );
  }
}

/**
 * A call, or a cast, to a name that no worker of this supervisor has.
 *
 * @example
 * ```ts
 * import { Registry, WorkerSupervisor } from 'nestjs-registry';
 *
 * class Job {
 *   run(): void {}
 * }
 * const registry = new Registry({ name: 'jobs', keys: 'unique' });
 * const jobs = new WorkerSupervisor(Job, { registry, key: () => 'job', create: () => new Job() });
 * await jobs.via('job').call.run(); // => rejects WorkerNotFoundError
 * ```
 *
 * @publicApi
 */
export class WorkerNotFoundError extends RegistryError {
  readonly code = 'WORKER_NOT_FOUND';

  constructor(
    worker: string,
    /** The name that nobody has. */
    readonly key: Key,
    method: string,
  ) {
    super(
      `${method}: there is no worker ${worker} ${describe(key)}. ` +
        'It was never started, has ended, or is one of another supervisor. Use getOrStart() where it should be started.',
    );
  }
}

/**
 * The worker ended before it handled the message, or has ended.
 *
 * @example
 * ```ts
 * import { Registry, WorkerSupervisor } from 'nestjs-registry';
 *
 * class Job {
 *   run(): void {}
 * }
 * const registry = new Registry({ name: 'jobs', keys: 'unique' });
 * const jobs = new WorkerSupervisor(Job, { registry, key: () => 'job', create: () => new Job() });
 * const ref = await jobs.start();
 * await jobs.stop('job');
 * await ref.call.run(); // => rejects WorkerTerminatedError
 * ```
 *
 * @publicApi
 */
export class WorkerTerminatedError extends RegistryError {
  readonly code = 'WORKER_TERMINATED';

  constructor(
    worker: string,
    /** Why it ended: a `StopReason`. */
    readonly reason: string,
    cause?: unknown,
  ) {
    super(
      `Worker ${worker} has ended (${reason}${cause === undefined ? '' : `: ${describe(cause)}`}) without handling this. ` +
        'Address it by via() to reach its successor, or by getOrStart() to start one.',
      cause === undefined ? undefined : { cause },
    );
  }
}

/**
 * A call was not answered in time.
 *
 * @example
 * ```ts
 * import { Registry, WorkerSupervisor } from 'nestjs-registry';
 *
 * class Job {
 *   run(): Promise<void> {
 *     return new Promise(() => undefined);
 *   }
 * }
 * const registry = new Registry({ name: 'jobs', keys: 'unique' });
 * const jobs = new WorkerSupervisor(Job, { registry, key: () => 'job', create: () => new Job() });
 * const ref = await jobs.start();
 * await ref.with({ timeout: 1 }).call.run(); // => rejects CallTimeoutError
 * ```
 *
 * @publicApi
 */
export class CallTimeoutError extends RegistryError {
  readonly code = 'CALL_TIMEOUT';

  constructor(
    worker: string,
    method: string,
    timeout: number,
    /** Whether the worker had begun with it; then it goes on, and its late reply is dropped. */
    readonly begun: boolean,
  ) {
    super(
      `Worker ${worker} did not answer ${method} within ${timeout} ms: ` +
        (begun
          ? 'it is still at it, and its late reply will be dropped. '
          : 'it was busy with other messages, and will not begin with this one any more. ') +
        'Give the call more time by ref.with({ timeout }), or the worker less to do.',
    );
  }
}

/**
 * As many messages wait for the worker as may.
 *
 * @example
 * ```ts
 * import { Registry, WorkerSupervisor } from 'nestjs-registry';
 *
 * class Job {
 *   run(): Promise<void> {
 *     return new Promise(() => undefined);
 *   }
 * }
 * const jobs = new WorkerSupervisor(Job, {
 *   registry: new Registry({ name: 'jobs', keys: 'unique' }),
 *   key: () => 'job',
 *   create: () => new Job(),
 *   mailboxLimit: 1,
 * });
 * const ref = await jobs.start();
 * ref.cast.run();
 * ref.cast.run();
 * ref.cast.run(); // => throws MailboxFullError
 * ```
 *
 * @publicApi
 */
export class MailboxFullError extends RegistryError {
  readonly code = 'MAILBOX_FULL';

  constructor(worker: string, limit: number) {
    super(
      `Worker ${worker} has ${limit} messages waiting, which is its mailboxLimit; this one was not sent. ` +
        'Send less, spread the work over more workers, or raise the limit.',
    );
  }
}

/**
 * A worker would have waited for itself, directly or through others.
 *
 * @example
 * ```ts
 * import { Registry, WorkerSupervisor } from 'nestjs-registry';
 *
 * class Job {
 *   again(): Promise<void> {
 *     return jobs.via('job').call.again();
 *   }
 * }
 * const registry = new Registry({ name: 'jobs', keys: 'unique' });
 * const jobs = new WorkerSupervisor(Job, { registry, key: () => 'job', create: () => new Job() });
 * const ref = await jobs.start();
 * await ref.call.again(); // => rejects DeadlockError
 * ```
 *
 * @publicApi
 */
export class DeadlockError extends RegistryError {
  readonly code = 'DEADLOCK';

  constructor(
    /** The workers that would wait for each other: from the one that asked back to itself. */
    readonly ring: readonly string[],
  ) {
    super(
      `Waiting would never end, because each of these workers waits for the next: ${ring.join(' → ')}. ` +
        'Use cast where no reply is needed, or call its own methods directly.',
    );
  }
}

/**
 * A supervisor has as many workers as it may.
 *
 * @example
 * ```ts
 * import { Registry, WorkerSupervisor } from 'nestjs-registry';
 *
 * class Job {}
 * const jobs = new WorkerSupervisor(Job, {
 *   registry: new Registry({ name: 'jobs', keys: 'unique' }),
 *   key: (id) => ['job', id as number],
 *   create: () => new Job(),
 *   maxChildren: 1,
 * });
 * await jobs.start(1);
 * await jobs.start(2); // => rejects MaxChildrenError
 * ```
 *
 * @publicApi
 */
export class MaxChildrenError extends RegistryError {
  readonly code = 'MAX_CHILDREN';

  constructor(worker: string, limit: number) {
    super(
      `There are ${limit} workers ${worker} already, which is their maxChildren. ` +
        'Stop some, let an idleTimeout do so, or raise the limit.',
    );
  }
}

/**
 * The supervisor has been closed.
 *
 * @example
 * ```ts
 * import { Registry, WorkerSupervisor } from 'nestjs-registry';
 *
 * class Job {}
 * const registry = new Registry({ name: 'jobs', keys: 'unique' });
 * const jobs = new WorkerSupervisor(Job, { registry, key: () => 'job', create: () => new Job() });
 * await jobs.close();
 * await jobs.start(); // => rejects SupervisorClosedError
 * ```
 *
 * @publicApi
 */
export class SupervisorClosedError extends RegistryError {
  readonly code = 'SUPERVISOR_CLOSED';

  constructor(worker: string) {
    super(
      `The supervisor of the workers ${worker} is closed and starts no more. ` +
        "Under Nest that happens in its module's onApplicationShutdown; do this work before it.",
    );
  }
}

/**
 * A worker class is provided in more than one place of an application.
 *
 * @example
 * ```ts
 * import { Module } from '@nestjs/common';
 * import { NestFactory } from '@nestjs/core';
 * import { provideWorkers, Registered, RegistryModule, Worker } from 'nestjs-registry';
 *
 * @Worker()
 * @Registered((name: string) => name)
 * class Room {
 *   onStart(name: string): void {}
 * }
 *
 * @Module({ providers: [...provideWorkers(Room)] })
 * class RoomsModule {}
 *
 * @Module({
 *   imports: [RegistryModule.forRoot({ keys: 'unique' }), RoomsModule],
 *   providers: [...provideWorkers(Room)],
 * })
 * class AppModule {}
 *
 * const options = { logger: false, abortOnError: false } as const;
 * await NestFactory.createApplicationContext(AppModule, options); // => rejects DuplicateWorkerError
 * ```
 *
 * @publicApi
 */
export class DuplicateWorkerError extends RegistryError {
  readonly code = 'DUPLICATE_WORKER';

  constructor(
    worker: string,
    /** Where it is provided, as lines of a stack trace. */
    readonly places: readonly string[],
  ) {
    super(
      `The workers ${worker} are provided ${places.length} times: at ${places.join(' and at ')}. ` +
        `Call provideWorkers(${worker}) in one module, export getSupervisorToken(${worker}) from it, and import that module.`,
    );
  }
}

/** Options that there are not, and registries, may have names of any length. */
function short(name: string): string {
  return name.length > 200 ? `${name.slice(0, 200)}…` : name;
}
