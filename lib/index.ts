export { Registry, type RegisterResult, type RegistryOptions } from './registry.js';
export { Owner } from './registry/owner.js';
export { Registration, type Updated } from './registry/registration.js';
export { Meta } from './registry/meta.js';
export type { LifetimeSource } from './registry/lifetime.js';
export type { Change, ChangeFilter, UnregisterReason } from './registry/changes.js';
export type { Clock } from './registry/clock.js';
export type { Entry } from './registry/entry.js';
export type { Handler, MessageContext } from './registry/handler.js';
export type { Key } from './registry/key.js';
export type { KeysMode, RegisterOptions } from './registry/options.js';
export { consistentHash } from './registry/pick/consistent-hash.js';
export { leastLoaded } from './registry/pick/least-loaded.js';
export type { PickStrategy } from './registry/pick/pick.js';
export { random } from './registry/pick/random.js';
export { roundRobin } from './registry/pick/round-robin.js';
export type { Present, PresenceDiff, PresenceOptions } from './registry/presence.js';
export type { RegistryStats } from './registry/stats.js';
export type { EventClass, MessageOf, RegistryTypes, TopicOf, ValueOf } from './registry/types.js';
export type { WaitOptions } from './registry/wait.js';
export { $, $_, $$, _, exact, rest, variable } from './match/term.js';
export type { Call, Exact, Rest, Variable, Whole, Wildcard } from './match/term.js';
export type { MatchClause } from './match/clause.js';
export { query, type MatchSpec, type Query } from './match/query.js';
export type { QueryPlan } from './match/plan.js';
export type { SelectOptions } from './match/select.js';
export { where, type HeadPatterns, type Resolved, type Term, type Where } from './match/builder.js';
export {
  add,
  and,
  call,
  divide,
  eq,
  gt,
  gte,
  lt,
  lte,
  multiply,
  ne,
  not,
  or,
  subtract,
  type OperatorTypes,
} from './match/calls.js';
export { decodeTerm, type DecodeOptions } from './match/decode-term.js';
export { encodeTerm } from './match/encode-term.js';
export { Dispatch } from './dispatch/dispatch.js';
export { TopicHandle } from './dispatch/topic-handle.js';
export type { Delivery, DropReason } from './dispatch/delivery.js';
export type { DispatchOptions } from './dispatch/dispatch-options.js';
export type { Failure } from './dispatch/failures.js';
export { pattern, type Pattern, type PatternOptions } from './dispatch/pattern.js';
export type { OverflowStrategy, SubscribeOptions } from './dispatch/subscribe-options.js';
export type { MessageAt, Subscribable, TopicAt } from './dispatch/topic-types.js';
export type { CallEvent, DispatchEvent, RegistrationEvent } from './diagnostics.js';
export { WorkerSupervisor, type WorkerSupervisorOptions } from './worker/worker-supervisor.js';
export { WorkerRef, type WorkerStatus } from './worker/worker-ref.js';
export type { Calls, Casts, MessageName, StartArgs } from './worker/callable.js';
export type { StopReason, SupervisorEvent, WorkerEvent } from './worker/worker-events.js';
export type { OnStart, OnStop } from './worker/hooks.js';
export type { WorkerOptions } from './worker/worker-options.js';
export type { WorkerSubscription } from './worker/worker-subscription.js';
export {
  AlreadyRegisteredError,
  AlreadyStartedError,
  BufferOverflowError,
  CallTimeoutError,
  DeadlockError,
  DuplicateRegistryError,
  DuplicateWorkerError,
  HandlerCutError,
  InvalidArgumentError,
  InvalidDecoratorError,
  InvalidFilterResultError,
  InvalidKeyError,
  InvalidOptionError,
  InvalidPatternError,
  InvalidPickError,
  InvalidTermError,
  LockReentryError,
  LockTimeoutError,
  MailboxFullError,
  MatchSpecError,
  MaxChildrenError,
  NoLifetimeError,
  NotSlidingError,
  NotUniqueError,
  OwnerTerminatedError,
  PartitionFullError,
  RecorderStoppedError,
  RegistryClosedError,
  RegistryError,
  ReentrantUpdateError,
  SettleTimeoutError,
  SupervisorClosedError,
  TerminationCallbackError,
  UnknownRegistryError,
  UnsupportedScopeError,
  WaitTimeoutError,
  WiringError,
  WorkerNotFoundError,
  WorkerTerminatedError,
} from './errors.js';
export {
  RegistryModule,
  type RegistryModuleAsyncOptions,
  type RegistryModuleOptions,
} from './nestjs/registry.module.js';
export type {
  RegistryModuleExtras,
  RegistryOptionsFactory,
} from './nestjs/registry.module-definition.js';
export { getRegistryToken, InjectRegistry } from './nestjs/inject-registry.decorator.js';
export {
  Registered,
  type NameDecorator,
  type RegisteredDecorator,
  type RegisteredOptions,
} from './nestjs/registered.decorator.js';
export { Ctx, Message, Topic } from './nestjs/enhancers/parameter.decorators.js';
export type { RegistryContextType } from './nestjs/enhancers/registry-context-type.js';
export {
  Subscribe,
  type HandlerDecorator,
  type SubscribeDecoratorOptions,
} from './nestjs/subscribe.decorator.js';
export type {
  Registries,
  RegistryName,
  RegistryOf,
  TypesOf,
} from './nestjs/registries.interface.js';
export { REGISTRY_MESSAGE, type RegistryRequest } from './nestjs/request-scope/registry-request.js';
export { RequestOwner } from './nestjs/request-scope/request-owner.js';
export { Worker, type WorkerDecoratorOptions } from './nestjs/worker.decorator.js';
export { getSupervisorToken, InjectSupervisor } from './nestjs/inject-supervisor.decorator.js';
export { provideWorkers } from './nestjs/provide-workers.js';
