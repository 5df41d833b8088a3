import { filter as where, type Observable } from 'rxjs';
import type { Dispatch } from './dispatch/dispatch.js';
import { dispatchOptionChecks, type DispatchOptions } from './dispatch/dispatch-options.js';
import { Dispatcher } from './dispatch/dispatcher.js';
import { Failures, logToConsole, type Failure } from './dispatch/failures.js';
import { MessageStreams } from './dispatch/message-streams.js';
import { Pattern } from './dispatch/pattern.js';
import { checkSubscribeOptions, type SubscribeOptions } from './dispatch/subscribe-options.js';
import type { MatchesSome, MessageAt, Subscribable, TopicAt } from './dispatch/topic-types.js';
import { TopicHandle } from './dispatch/topic-handle.js';
import {
  AlreadyRegisteredError,
  InvalidArgumentError,
  InvalidOptionError,
  InvalidKeyError,
  NotUniqueError,
  WaitTimeoutError,
} from './errors.js';
import { plan, type QueryPlan } from './match/plan.js';
import { asQuery, valueQuery, type MatchSpec, type Query } from './match/query.js';
import { matching, selectFrom, selectOptionChecks, type SelectOptions } from './match/select.js';
import { _ } from './match/term.js';
import {
  readFilter,
  type Change,
  type ChangeFields,
  type ChangeFilter,
} from './registry/changes.js';
import { systemClock, tamed, type Clock } from './registry/clock.js';
import type { Entry } from './registry/entry.js';
import type { Handler } from './registry/handler.js';
import { captureKey, type Key } from './registry/key.js';
import { Locks } from './registry/locks.js';
import { Meta } from './registry/meta.js';
import {
  checkRegisterOptions,
  storeOptionChecks,
  type KeysMode,
  type RegisterOptions,
} from './registry/options.js';
import { Owner } from './registry/owner.js';
import {
  observePresence,
  presenceOptionChecks,
  type PresenceDiff,
  type PresenceOptions,
} from './registry/presence.js';
import { pickFrom, type PickStrategy } from './registry/pick/pick.js';
import { Registration, touchSlots, updateSlot, type Updated } from './registry/registration.js';
import { Slot } from './registry/slot.js';
import type { RegistryStats } from './registry/stats.js';
import { Store } from './registry/store.js';
import type { MessageOf, RegistryTypes, TopicOf, ValueOf } from './registry/types.js';
import { wait, waitOptionChecks, type WaitOptions } from './registry/wait.js';
import {
  aBoolean,
  aFunction,
  aTimeout,
  checkFunction,
  checkOptions,
  type OptionChecks,
} from './validate.js';

/**
 * How a registry is made.
 *
 * @example
 * ```ts
 * import { Registry, type RegistryOptions } from 'nestjs-registry';
 *
 * const options: RegistryOptions = { name: 'rooms', keys: 'duplicate', partitions: 4, meta: { region: 'eu' } };
 * new Registry(options).stats().partitions.length; // => 4
 * ```
 *
 * @publicApi
 */
export interface RegistryOptions {
  /** What messages, logs and injection tokens call it. @default 'default' */
  readonly name?: string;
  /** Whether a key has at most one entry (`unique`: names) or any number of them (`duplicate`: topics). */
  readonly keys: KeysMode;
  /**
   * Into how many shards the tables are divided by key. One JavaScript `Map` holds at most 2^24 keys; more partitions hold
   * more and pause for less time when they grow. They run nothing in parallel and change no result.
   *
   * @default 1
   */
  readonly partitions?: number;
  /**
   * Paths into the values, such as `'role'` or `'address.city'`: queries that bind such a field find its entries without a
   * scan. Kept exact through registering, updating and ending; a value that is changed in place, and not by an update,
   * stays where it was.
   *
   * @default []
   */
  readonly index?: readonly string[];
  /** What `meta` holds at the start. @default {} */
  readonly meta?: Readonly<Record<string, unknown>>;
  /** Is told of every failing handler. @default console.error, under Nest its Logger */
  readonly onError?: (failure: Failure) => void;
  /** `false` leaves failing handlers to `errors` alone when there is no `onError`. @default true */
  readonly logErrors?: boolean;
  /**
   * How many milliseconds `drain`, and so the shutdown of a Nest application, waits for handlers in flight.
   *
   * @default 5000
   */
  readonly shutdownTimeout?: number;
  /** The source of time. @default the machine's */
  readonly clock?: Clock;
}

const DEFAULT_SHUTDOWN_TIMEOUT = 5_000;

const optionChecks: OptionChecks = {
  ...storeOptionChecks,
  onError: aFunction,
  logErrors: aBoolean,
  shutdownTimeout: aTimeout,
};

/**
 * A store of `(key, owner, value)` entries that names things, delivers messages to whoever subscribed, and tells what is
 * alive right now.
 *
 * All of it is in memory and synchronous: when a method returns, its change is made and everybody sees it. Order is
 * guaranteed per key and per owner (that of registration), and none across keys. Its one type argument names the types of
 * values and topics, see `RegistryTypes`.
 *
 * @example
 * ```ts
 * import { Registry } from 'nestjs-registry';
 *
 * const users = new Registry<{ value: { name: string } }>({ name: 'users', keys: 'unique' });
 * const ann = users.register(['user', 7], { name: 'Ann' });
 * users.get(['user', 7])?.value.name; // => 'Ann'
 *
 * ann.unregister();
 * users.get(['user', 7]); // => undefined
 * ```
 *
 * @publicApi
 */
export class Registry<T extends RegistryTypes = RegistryTypes>
  implements Iterable<Entry<ValueOf<T>>>, Disposable
{
  readonly name: string;
  /** What `keys` of the options said. */
  readonly keysMode: KeysMode;
  /** Facts about the registry itself. */
  readonly meta: Meta;
  readonly #clock: Clock;
  readonly #shutdownTimeout: number;
  readonly #store: Store;
  readonly #locks: Locks;
  readonly #failures: Failures;
  readonly #dispatcher: Dispatcher;
  readonly #streams: MessageStreams;

  /** @throws InvalidOptionError */
  constructor(options: RegistryOptions) {
    checkRegistryOptions('new Registry(options)', options);
    const {
      name = 'default',
      keys,
      partitions = 1,
      meta = {},
      index = [],
      onError,
      logErrors = true,
      shutdownTimeout = DEFAULT_SHUTDOWN_TIMEOUT,
    } = options;
    const clock = options.clock === undefined ? systemClock : tamed(options.clock);
    this.name = name;
    this.keysMode = keys;
    this.meta = new Meta(name, meta);
    this.#clock = clock;
    this.#shutdownTimeout = shutdownTimeout;
    this.#store = new Store({
      name,
      unique: keys === 'unique',
      partitions,
      index,
      clock,
      report: (slot, error) => {
        this.#dispatcher.report(slot, error);
      },
    });
    this.#locks = new Locks(name, clock);
    this.#failures = new Failures(onError ?? (logErrors ? logToConsole : undefined));
    this.#dispatcher = new Dispatcher(this, this.#store, clock, this.#failures);
    this.#streams = new MessageStreams(this.#store, this.#dispatcher);
  }

  // ── Registering ────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * Registers `value` under `key`. The key is captured: changing an array or object afterwards changes nothing.
   * Amortised constant time in everything but the size of the key; with a `ttl`, at worst logarithmic in the number of entries that expire.
   *
   * @throws AlreadyRegisteredError when the key of a unique registry is taken, also by the same owner.
   * @throws AlreadyStartedError when the key is the name of a worker that is starting, restarting or stopping.
   * @throws InvalidKeyError, InvalidOptionError, OwnerTerminatedError, RegistryClosedError, PartitionFullError
   */
  register(key: Key, value: ValueOf<T>, options: RegisterOptions = {}): Registration<ValueOf<T>> {
    checkRegisterOptions('registry.register(options)', options);
    const result = this.#register('register', key, value, options);
    if (!result.ok) throw new AlreadyRegisteredError(this.name, result.holder);
    return result.registration;
  }

  /**
   * As `register`, but tells the entry that holds the key instead of throwing.
   *
   * @throws AlreadyStartedError when the key is the name of a worker that is starting, restarting or stopping: there is no entry to tell.
   * @throws InvalidKeyError, InvalidOptionError, OwnerTerminatedError, RegistryClosedError, PartitionFullError
   */
  tryRegister(
    key: Key,
    value: ValueOf<T>,
    options: RegisterOptions = {},
  ): RegisterResult<ValueOf<T>> {
    checkRegisterOptions('registry.tryRegister(options)', options);
    return this.#register('tryRegister', key, value, options);
  }

  /**
   * Removes what `owner` has under `key`, in time proportional to that; tells how many entries that were. None is no error.
   *
   * @throws InvalidArgumentError, InvalidKeyError, RegistryClosedError, TerminationCallbackError
   */
  unregister(owner: Owner, key: Key): number {
    checkOwner('registry.unregister(owner)', owner);
    this.#store.assertOpen('unregister');
    return this.#store.removeAll(this.#store.ownedUnder(owner, key), 'unregistered');
  }

  /**
   * As `unregister`, but only the entries whose value matches `pattern` and the guards.
   *
   * @throws MatchSpecError, InvalidArgumentError, InvalidKeyError, RegistryClosedError, TerminationCallbackError; then
   * nothing is removed, but in the last case.
   */
  unregisterMatch(owner: Owner, key: Key, pattern: unknown, guards?: readonly unknown[]): number {
    checkOwner('registry.unregisterMatch(owner)', owner);
    const matches = valueQuery(pattern, guards);
    this.#store.assertOpen('unregisterMatch');
    const owned = this.#store.ownedUnder(owner, key);
    return this.#store.removeAll(matching(owned, matches), 'unregistered');
  }

  /**
   * Replaces the value of `owner`'s entry under `key` by what `change` computes from it. `undefined` when there is no such
   * entry, or when `change` itself unregistered it. What `change` throws is passed on, and nothing has changed.
   *
   * @throws NotUniqueError for duplicate keys: use `Registration.update`.
   * @throws ReentrantUpdateError, InvalidArgumentError, InvalidKeyError, RegistryClosedError
   */
  updateValue(
    owner: Owner,
    key: Key,
    change: (value: ValueOf<T>) => ValueOf<T>,
  ): Updated<ValueOf<T>> | undefined {
    this.#assertUnique('updateValue', 'the update() of the registration that register() returned');
    checkOwner('registry.updateValue(owner)', owner);
    checkFunction('registry.updateValue(change)', 'change', change);
    this.#store.assertOpen('updateValue');
    const slot = this.#store.ownedUnder(owner, key)[0];
    if (slot === undefined) return undefined;
    return updateSlot(this.#store, slot, change as (value: unknown) => unknown) as
      Updated<ValueOf<T>> | undefined;
  }

  /**
   * Begins the `ttl` of `owner`'s entries under `key` anew, from now; tells how many entries that were. Those whose time is
   * up, also at this very moment, are not renewed. In time proportional to what `owner` has under `key`. For those who know
   * the key and hold no `Registration`, such as a request with the id of its session.
   *
   * @throws NotSlidingError when one of them was registered without `sliding: true`; then none is renewed.
   * @throws InvalidArgumentError, InvalidKeyError, RegistryClosedError
   *
   * @example
   * ```ts
   * import { Registry } from 'nestjs-registry';
   *
   * const sessions = new Registry<{ value: { user: string } }>({ name: 'sessions', keys: 'unique' });
   * sessions.register(['session', 's1'], { user: 'ann' }, { ttl: 60_000, sliding: true });
   *
   * const touch = (id: string): boolean => {
   *   const session = sessions.get(['session', id]);
   *   return session !== undefined && sessions.touch(session.owner, session.key) > 0;
   * };
   * touch('s1'); // => true
   * touch('s2'); // => false
   * sessions.close();
   * ```
   */
  touch(owner: Owner, key: Key): number {
    checkOwner('registry.touch(owner)', owner);
    this.#store.assertOpen('touch');
    return touchSlots(this.#store, this.#store.ownedUnder(owner, key));
  }

  // ── Looking up ─────────────────────────────────────────────────────────────────────────────────────────────────────

  /** The entries under `key` at this moment, in order of registration; none or one when keys are unique. @throws InvalidKeyError */
  lookup(key: Key): readonly Entry<ValueOf<T>>[] {
    return (this.#store.findSettled(key)?.entries() ?? []) as readonly Entry<ValueOf<T>>[];
  }

  /** The entry under `key`. @throws NotUniqueError, InvalidKeyError */
  get(key: Key): Entry<ValueOf<T>> | undefined {
    this.#assertUnique('get', 'lookup(key)');
    return this.#store.findSettled(key)?.first()?.entry as Entry<ValueOf<T>> | undefined;
  }

  /** The owner of the entry under `key`; it is alive. @throws NotUniqueError, InvalidKeyError */
  whereis(key: Key): Owner | undefined {
    this.#assertUnique('whereis', 'lookup(key), whose entries name their owners');
    return this.#store.findSettled(key)?.first()?.owner;
  }

  /** The keys of `owner`'s entries in this registry, in order of registration, one for each entry. @throws InvalidArgumentError */
  keys(owner: Owner): readonly Key[] {
    checkOwner('registry.keys(owner)', owner);
    return this.#store.heldBy(owner).map((slot) => slot.key);
  }

  /** The values of `owner`'s entries under `key`, in order of registration. @throws InvalidArgumentError, InvalidKeyError */
  values(owner: Owner, key: Key): readonly ValueOf<T>[] {
    checkOwner('registry.values(owner)', owner);
    return this.#store.ownedUnder(owner, key).map((slot) => slot.value as ValueOf<T>);
  }

  /** How many entries there are. Constant time, after ending whatever has expired and was not ended yet. */
  get size(): number {
    this.#store.expiry.settleAll();
    return this.#store.size;
  }

  /**
   * Every entry that is there now and still there when its turn comes, none twice, none that is added meanwhile. Lazy:
   * nothing is copied, and registering and unregistering while iterating is safe. In order per key, in no order across keys.
   */
  entries(): IterableIterator<Entry<ValueOf<T>>> {
    return entriesOf(this.#store.slots()) as IterableIterator<Entry<ValueOf<T>>>;
  }

  /** The same as `entries()`. */
  [Symbol.iterator](): IterableIterator<Entry<ValueOf<T>>> {
    return this.entries();
  }

  /** Counts of this moment. */
  stats(): RegistryStats {
    this.#store.expiry.settleAll();
    const { size, owners, tables } = this.#store;
    const counts = tables.partitions.map(({ entries, table }) => ({ entries, keys: table.size }));
    const keys = counts.reduce((sum, partition) => sum + partition.keys, 0);
    return { entries: size, keys, owners, partitions: counts, ...this.#dispatcher.counters };
  }

  // ── Asking ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * The entries under `key` whose value matches `pattern` and the guards, in order of registration. The key is a key, never
   * a pattern. Time in proportion to the entries under the key.
   *
   * @throws MatchSpecError, InvalidKeyError
   */
  match(key: Key, pattern: unknown, guards?: readonly unknown[]): readonly Entry<ValueOf<T>>[] {
    return this.#matching(key, pattern, guards).map((slot) => slot.entry as Entry<ValueOf<T>>);
  }

  /** How many entries `match` would tell. @throws MatchSpecError, InvalidKeyError */
  countMatch(key: Key, pattern: unknown, guards?: readonly unknown[]): number {
    return this.#matching(key, pattern, guards).length;
  }

  /**
   * The one of the entries under `key` that `strategy` chooses: `random()`, `roundRobin()`, `leastLoaded(…)`, `consistentHash(…)`
   * or a function of your own. Only those whose value matches `pattern` and the guards, when they are given, as in `match`. `undefined` when
   * there is none: then the strategy is not called. What it throws is passed on. Time in proportion to the entries under the key.
   *
   * @throws InvalidPickError when `strategy` returns something else than one of the candidates or `undefined`.
   * @throws InvalidArgumentError, MatchSpecError, InvalidKeyError
   *
   * @example
   * ```ts
   * import { Registry, roundRobin } from 'nestjs-registry';
   *
   * const services = new Registry<{ value: { host: string; region: string } }>({ name: 'services', keys: 'duplicate' });
   * services.register('mailer', { host: 'a', region: 'eu' });
   * services.register('mailer', { host: 'b', region: 'us' });
   * services.register('mailer', { host: 'c', region: 'eu' });
   *
   * const turn = roundRobin();
   * const european = () => services.pick('mailer', turn, { region: 'eu' })?.value.host;
   * [european(), european(), european()]; // => ['a', 'c', 'a']
   * services.pick('printer', turn); // => undefined
   * ```
   */
  pick(
    key: Key,
    strategy: PickStrategy<ValueOf<T>>,
    pattern: unknown = _,
    guards?: readonly unknown[],
  ): Entry<ValueOf<T>> | undefined {
    checkFunction('registry.pick(strategy)', 'strategy', strategy);
    // Nearly every pick is from all of them: compiling a pattern would cost more than the rest.
    const slots =
      pattern === _ && guards === undefined
        ? (this.#store.findSettled(key)?.live() ?? [])
        : this.#matching(key, pattern, guards);
    return pickFrom(slots, strategy as PickStrategy) as Entry<ValueOf<T>> | undefined;
  }

  /**
   * What a query yields of all entries: in order of registration for each key, in no order across keys. It looks only at
   * the entries that `explain` says. What a spec in its data form yields is unknown to the compiler, unless you say what it is.
   *
   * @throws MatchSpecError, also when there are no entries; InvalidOptionError
   */
  select<R>(query: Query<R>, options?: SelectOptions): R[];
  select<R = unknown>(spec: MatchSpec, options?: SelectOptions): NoInfer<R>[];
  select(given: Query | MatchSpec, options: SelectOptions = {}): unknown[] {
    return [...this.#selectEach('select', given, options)];
  }

  /**
   * The same one by one, over the entries of this moment, each result computed when it is asked for. Entries that end before
   * their turn are left out; one that is updated before its turn is seen as it is then, if it is looked at at all. What an
   * owner, an index or several clauses tell to look at is collected first.
   *
   * @throws MatchSpecError, also when there are no entries; InvalidOptionError
   */
  selectEach<R>(query: Query<R>, options?: SelectOptions): IterableIterator<R>;
  selectEach<R = unknown>(spec: MatchSpec, options?: SelectOptions): IterableIterator<NoInfer<R>>;
  selectEach(given: Query | MatchSpec, options: SelectOptions = {}): IterableIterator<unknown> {
    return this.#selectEach('selectEach', given, options);
  }

  /** For how many entries a query yields exactly `true`. @throws MatchSpecError, also when there are no entries */
  countSelect(query: Query | MatchSpec): number {
    let count = 0;
    for (const result of selectFrom(this.#store, asQuery(query))) if (result === true) count++;
    return count;
  }

  /** How `select` would find the entries of a query now. @throws MatchSpecError */
  explain(query: Query | MatchSpec): QueryPlan {
    const asked = asQuery(query);
    this.#store.expiry.settleAll();
    return plan(this.#store, asked);
  }

  // ── Publishing and subscribing ─────────────────────────────────────────────────────────────────────────────────────

  /**
   * Calls `handler` with every message that is published to `topic`, or to a topic that a `pattern` matches, until the
   * registration ends. The subscription is an entry like any other.
   *
   * @throws InvalidArgumentError, InvalidKeyError, InvalidOptionError, OwnerTerminatedError, RegistryClosedError; the reason
   * of a `signal` that has aborted.
   * @throws AlreadyRegisteredError when keys are unique and the topic has an entry.
   */
  subscribe<const K extends Subscribable<T>>(
    topic: K & MatchesSome<T, K>,
    handler: Handler<MessageAt<T, K>, TopicAt<T, K>>,
    options: SubscribeOptions<ValueOf<T>, MessageAt<T, K>, TopicAt<T, K>> = {},
  ): Registration<ValueOf<T>> {
    return this.#subscribe(topic, handler as Handler, options as SubscribeOptions, false);
  }

  /** @internal As `subscribe`; the handler is called with a `Publication`, a context of each message's own. */
  subscribeScoped(topic: unknown, handler: Handler, options: SubscribeOptions): Registration {
    return this.#subscribe(topic, handler, options, true);
  }

  /**
   * Publishes `message`: calls every handler of `topic` now, in order of registration, and returns their outcome. Who
   * subscribes meanwhile is not called, who leaves meanwhile neither. A failing handler affects nobody else: it is a
   * failed delivery and goes to `errors` and the `onError` sink.
   *
   * @throws InvalidKeyError, InvalidOptionError, RegistryClosedError; never what a handler throws.
   */
  dispatch<const K extends TopicOf<T>>(
    topic: K,
    message: MessageOf<T, K>,
    options?: DispatchOptions,
  ): Dispatch {
    if (options !== undefined)
      checkOptions('registry.dispatch(options)', options, dispatchOptionChecks);
    return this.#dispatcher.dispatch(
      'dispatch',
      topic,
      this.#store.tables.topic(topic),
      message,
      options,
    );
  }

  /**
   * The same delivery as `dispatch` where nobody wants to know the outcome: tells how many handlers were reached.
   *
   * @throws InvalidKeyError, RegistryClosedError; never what a handler throws.
   */
  emit<const K extends TopicOf<T>>(topic: K, message: MessageOf<T, K>): number {
    return this.#dispatcher.emit('emit', topic, this.#store.tables.topic(topic), message);
  }

  /**
   * Waits until no handler is running or waiting: at once when there is none.
   *
   * Rejects with SettleTimeoutError, the signal's reason, or InvalidOptionError.
   */
  async whenIdle(options: WaitOptions = {}): Promise<void> {
    checkOptions('registry.whenIdle(options)', options, waitOptionChecks);
    return this.#dispatcher.whenIdle(options);
  }

  /**
   * Takes no more messages (`emit` and `dispatch` throw RegistryClosedError) and waits for the handlers in flight, by default up to
   * `shutdownTimeout` milliseconds. What has not settled then is cut: its delivery is `dropped: 'cancelled'`, and it is reported as a
   * failure with HandlerCutError. Tells how many handlers were cut. Everything else goes on working until `close`.
   *
   * Rejects with InvalidOptionError, or the signal's reason: then nothing is cut.
   */
  async drain(options: WaitOptions = {}): Promise<number> {
    checkOptions('registry.drain(options)', options, waitOptionChecks);
    return this.#dispatcher.drain({ timeout: this.#shutdownTimeout, ...options });
  }

  /**
   * Hands the entries under `key`, handlers or not, to `callback`, which is not called when there are none. What it throws
   * is passed on.
   *
   * @throws InvalidArgumentError, InvalidKeyError, RegistryClosedError
   */
  dispatchEntries(key: Key, callback: (entries: readonly Entry<ValueOf<T>>[]) => void): void {
    checkFunction('registry.dispatchEntries(callback)', 'callback', callback);
    this.#store.assertOpen('dispatchEntries');
    const entries = this.lookup(key);
    if (entries.length > 0) callback(entries);
  }

  /** A handle of one topic, for publishing without looking the key up again. @throws InvalidKeyError */
  topic<const K extends TopicOf<T>>(key: K): TopicHandle<T, K> {
    return new TopicHandle<T, K>(this.#store, this.#dispatcher, this.#streams, key);
  }

  /**
   * The messages published to `topic`, or to the topics that a `pattern` matches: subscribed while it is observed, completed when the registry closes. An error that
   * an observer throws is RxJS's to report. @throws InvalidKeyError
   */
  messages<const K extends Subscribable<T>>(
    topic: K & MatchesSome<T, K>,
  ): Observable<MessageAt<T, K>> {
    return this.#streams.of(topic) as Observable<MessageAt<T, K>>;
  }

  /** Every failing handler, whether or not there is an `onError` sink. Completes when the registry closes. */
  get errors(): Observable<Failure> {
    return this.#failures.asObservable();
  }

  // ── Observing and waiting ──────────────────────────────────────────────────────────────────────────────────────────

  /**
   * Every change from now on, deaths of owners included, in the order in which they are made and right after each is made.
   * A change that an observer makes is told to all after the current one. Completes when the registry closes. With a `type` in the
   * filter, changes are of that type for the compiler, too.
   *
   * @throws InvalidArgumentError, InvalidOptionError, InvalidKeyError
   */
  changes<const C extends Change['type']>(
    filter: ChangeFields & { readonly type: C },
  ): Observable<Extract<Change<ValueOf<T>>, { readonly type: C }>>;
  changes(filter?: ChangeFilter<ValueOf<T>>): Observable<Change<ValueOf<T>>>;
  changes(filter: ChangeFilter<ValueOf<T>> = {}): Observable<Change<ValueOf<T>>> {
    const { key, matches } = readFilter(filter as ChangeFilter);
    return this.#store.changes.asObservable(key).pipe(where(matches)) as Observable<
      Change<ValueOf<T>>
    >;
  }

  /**
   * Who is present under `key`: first, synchronously, everybody who is there (also when that is nobody), then right after each
   * change of an entry what it changed. An id in `joins` alone has come, one in `leaves` alone has gone, one in both is another now:
   * `leaves` has what it was, `joins` what it is. So whoever follows deletes all `leaves` and then sets all `joins`.
   *
   * Entries of one id are one: those for which `by` gives equal ids, which are compared as keys are. Without it those of one
   * owner, under the `id` of the owner. `by` is called once for each entry and each update; what it throws errors its own observer.
   *
   * Changes are told in the order in which they are made, one that an observer makes after the current one. Completes as `changes` does.
   * A change takes time in proportion to the observers of its key and to the entries of its id; who joins, to the entries under the key.
   *
   * @throws InvalidKeyError, InvalidOptionError
   *
   * @example
   * ```ts
   * import { Registry } from 'nestjs-registry';
   *
   * const rooms = new Registry<{ value: { user: string } }>({ name: 'rooms', keys: 'duplicate' });
   * const phone = rooms.register('lobby', { user: 'ann' });
   * rooms.register('lobby', { user: 'ann' });
   *
   * const online = new Map<string, number>();
   * rooms.presence('lobby', { by: ({ value }) => value.user }).subscribe(({ joins, leaves }) => {
   *   for (const { id } of leaves) online.delete(id);
   *   for (const { id, entries } of joins) online.set(id, entries.length);
   * });
   * [...online]; // => [['ann', 2]]
   * rooms.register('lobby', { user: 'bob' });
   * phone.unregister();
   * [...online]; // => [['bob', 1], ['ann', 1]]
   * ```
   */
  presence<I extends Key = string>(
    key: Key,
    options: PresenceOptions<ValueOf<T>, I> = {},
  ): Observable<PresenceDiff<ValueOf<T>, I>> {
    if (Pattern.is(key)) throw new InvalidKeyError(key, 'it is a pattern of topics');
    checkOptions('registry.presence(options)', options, presenceOptionChecks);
    return observePresence(
      this.#store,
      captureKey(key),
      options.by as PresenceOptions['by'],
    ) as Observable<PresenceDiff<ValueOf<T>, I>>;
  }

  /**
   * The first entry under `key`: the one that is there, or the next to be registered.
   *
   * Rejects with WaitTimeoutError, the signal's reason, RegistryClosedError, InvalidKeyError or InvalidOptionError.
   */
  async whenRegistered(key: Key, options: WaitOptions = {}): Promise<Entry<ValueOf<T>>> {
    checkOptions('registry.whenRegistered(options)', options, waitOptionChecks);
    const captured = captureKey(key);
    const present = this.#store.findSettled(captured)?.first();
    this.#store.assertOpen('whenRegistered');
    if (present !== undefined) return present.entry as Entry<ValueOf<T>>;
    return (await wait<Entry>(
      this.#clock,
      options,
      (timeout) => new WaitTimeoutError(this.name, captured, timeout),
      (waiting) => this.#store.waiters.add(captured, waiting),
    )) as Entry<ValueOf<T>>;
  }

  /**
   * Runs `task` while nobody else holds the lock `key`; first come, first served. The lock is free again when the task has
   * returned, thrown or settled. Lock keys have nothing to do with the keys of entries. `timeout` and `signal` limit the
   * waiting, not the task.
   *
   * Rejects with what the task throws, LockTimeoutError, the signal's reason, LockReentryError, RegistryClosedError,
   * InvalidKeyError, InvalidArgumentError or InvalidOptionError.
   */
  async lock<R>(key: Key, task: () => R | PromiseLike<R>, options: WaitOptions = {}): Promise<R> {
    checkFunction('registry.lock(task)', 'task', task);
    checkOptions('registry.lock(options)', options, waitOptionChecks);
    return this.#locks.run(key, task, options);
  }

  // ── Ending ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** @internal Calls `tell` before the first message is published, unless the function that it returns was called before that. */
  tellOfFirstMessage(tell: () => void): () => void {
    return this.#dispatcher.tellOfFirst(tell);
  }

  /** @internal */
  get clock(): Clock {
    return this.#clock;
  }

  /** @internal The tables, for the layers above. */
  get store(): Store {
    return this.#store;
  }

  /** @internal Ends what is being observed and could keep a server from closing. */
  completeStreams(): void {
    this.#streams.complete();
    this.#store.changes.complete();
  }

  /** Whether `close` was called. */
  get closed(): boolean {
    return this.#store.closed;
  }

  /**
   * Removes every entry, completes every observable, rejects whoever waits for a name or a lock, and from then on refuses
   * all writes with RegistryClosedError. Owners live on. A second call does nothing.
   *
   * @throws TerminationCallbackError when registrations owned themselves and `onTerminate` callbacks threw; it is closed
   * all the same.
   */
  close(): void {
    try {
      this.#store.close();
    } finally {
      this.#dispatcher.close();
      this.#locks.close();
      this.meta.close();
      this.#streams.complete();
      this.#failures.complete();
    }
  }

  /** The same as `close`, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  #register(
    operation: string,
    key: Key,
    value: ValueOf<T>,
    { owner, ttl, sliding = false }: RegisterOptions,
  ): RegisterResult<ValueOf<T>> {
    if (Pattern.is(key)) throw new InvalidKeyError(key, 'it is a pattern of topics');
    const lifespan = ttl === undefined ? undefined : { ttl, sliding };
    const added = this.#store.add(operation, key, owner, value, undefined, undefined, lifespan);
    if (added instanceof Slot)
      return { ok: true, registration: new Registration(this.#store, added) };
    return { ok: false, holder: added as Entry<ValueOf<T>> };
  }

  #selectEach(
    operation: string,
    given: Query | MatchSpec,
    options: SelectOptions,
  ): IterableIterator<unknown> {
    checkOptions(`registry.${operation}(options)`, options, selectOptionChecks);
    return selectFrom(this.#store, asQuery(given), options.limit);
  }

  #matching(key: Key, pattern: unknown, guards: readonly unknown[] | undefined): Slot[] {
    const matches = valueQuery(pattern, guards);
    return matching(this.#store.findSettled(key)?.slots ?? [], matches);
  }

  #subscribe(
    topic: unknown,
    handler: Handler,
    options: SubscribeOptions,
    scoped: boolean,
  ): Registration<ValueOf<T>> {
    checkFunction('registry.subscribe(handler)', 'handler', handler);
    checkSubscribeOptions('registry.subscribe(options)', options);
    return new Registration(
      this.#store,
      this.#dispatcher.subscribe(topic, handler, options, scoped),
    );
  }

  #assertUnique(operation: string, instead: string): void {
    if (!this.#store.unique) throw new NotUniqueError(this.name, operation, instead);
  }
}

/** @throws InvalidOptionError that says `where` the options were given. */
export function checkRegistryOptions(where: string, options: RegistryOptions): void {
  if (options === undefined) throw new InvalidOptionError('options', 'an object', options, where);
  checkOptions(where, options, optionChecks);
  if (options.keys === undefined) {
    throw new InvalidOptionError('keys', storeOptionChecks['keys']!.expected, undefined, where);
  }
}

/**
 * What `tryRegister` says.
 *
 * @example
 * ```ts
 * import { Registry, type RegisterResult } from 'nestjs-registry';
 *
 * const users = new Registry<{ value: number }>({ name: 'users', keys: 'unique' });
 * const first: RegisterResult<number> = users.tryRegister('ann', 1);
 * first.ok; // => true
 * const second = users.tryRegister('ann', 2);
 * second.ok ? 'registered' : second.holder.value; // => 1
 * ```
 *
 * @publicApi
 */
export type RegisterResult<V = unknown> =
  | { readonly ok: true; readonly registration: Registration<V> }
  | { readonly ok: false; readonly holder: Entry<V> };

function checkOwner(where: string, owner: unknown): void {
  if (!(owner instanceof Owner)) throw new InvalidArgumentError('owner', 'an Owner', owner, where);
}

function* entriesOf(slots: Iterable<Slot>): IterableIterator<Entry> {
  for (const slot of slots) yield slot.entry;
}
