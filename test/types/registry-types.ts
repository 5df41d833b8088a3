// Compiled, never run: each line below a `@ts-expect-error` must not compile, every other line must.
import type { Observable } from 'rxjs';
import {
  _,
  pattern,
  Registry,
  rest,
  type Entry,
  type EventClass,
  type Key,
  type MessageContext,
  type MessageOf,
  type Registration,
  type TopicOf,
  type UnregisterReason,
  type Updated,
  type ValueOf,
} from 'nestjs-registry';

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(equal: Equal<A, B>): void => void equal;

interface Order {
  readonly id: number;
}
interface Events {
  'order:created': Order;
  'order:shipped': { readonly at: Date };
  [room: `room:${string}`]: string;
}
type UserEvents =
  | { key: readonly ['user', number, 'notified']; message: { text: string } }
  | { key: { floor: number }; message: boolean };

// ── Values ───────────────────────────────────────────────────────────────────────────────────────────────────────────

export function values(): void {
  const users = new Registry<{ value: { name: string } }>({ keys: 'unique' });
  const registration = users.register(['user', 7], { name: 'Ann' });
  same<typeof registration, Registration<{ name: string }>>(true);
  same<ReturnType<typeof users.get>, Entry<{ name: string }> | undefined>(true);
  same<ReturnType<typeof users.lookup>, readonly Entry<{ name: string }>[]>(true);
  users.updateValue(registration.entry.owner, 'a', ({ name }) => ({ name: name.toUpperCase() }));
  const updated = registration.update(({ name }) => ({ name }));
  same<typeof updated, Updated<{ name: string }> | undefined>(true);
  for (const { value } of users) value.name.at(0);
  users.changes().subscribe(({ entry }) => entry.value.name.at(0));
  users.changes(({ entry }) => entry.value.name === 'Ann');
  users.changes({ type: 'unregistered', key: 'a' }).subscribe(({ reason, entry }) => {
    same<typeof reason, UnregisterReason>(true);
    entry.value.name.at(0);
  });
  users.changes({ type: 'updated' }).subscribe(({ previous }) => previous.value.name.at(0));
  // @ts-expect-error only what is gone has a reason
  users.changes({ type: 'registered' }).subscribe(({ reason }) => reason);

  // @ts-expect-error a value of another type
  users.register('a', { name: 7 });
  // @ts-expect-error a value that is missing
  users.register('a');
  // @ts-expect-error an update to another type
  registration.update(() => 'Ann');
  // @ts-expect-error an update to another type
  users.updateValue(registration.entry.owner, 'a', () => 'Ann');
  // @ts-expect-error an entry is immutable
  registration.entry.value = { name: 'Bob' };
  // @ts-expect-error a lookup is immutable
  users.lookup('a').push(registration.entry);
  // @ts-expect-error undefined is no key
  users.lookup(undefined);

  const result = users.tryRegister('a', { name: 'Bob' });
  if (result.ok) result.registration.unregister();
  else result.holder.value.name.at(0);
  // @ts-expect-error not before it is known which of the two it is
  void result.holder.value;
}

// ── Topics ───────────────────────────────────────────────────────────────────────────────────────────────────────────

export function topics(): void {
  const events = new Registry<{ topics: Events }>({ keys: 'duplicate' });
  events.emit('order:created', { id: 1 });
  events.dispatch('order:shipped', { at: new Date() });
  events.subscribe('order:created', (order, context) => {
    same<typeof order, Order>(true);
    same<typeof context, MessageContext<'order:created'>>(true);
    same<typeof context.topic, 'order:created'>(true);
  });
  events.subscribe('order:created', ({ id }) => id.toFixed());
  events.subscribe('order:created', () => undefined);
  const messages = events.messages('order:shipped');
  same<typeof messages, Observable<{ readonly at: Date }>>(true);
  events.topic('order:created').emit({ id: 1 });

  // @ts-expect-error a topic that there is not
  events.emit('order:lost', { id: 1 });
  // @ts-expect-error a payload of another topic
  events.emit('order:created', { at: new Date() });
  // @ts-expect-error a payload that is missing
  events.emit('order:created');
  // @ts-expect-error a topic that there is not
  events.dispatch('order:lost', { id: 1 });
  // @ts-expect-error a payload of another topic
  events.dispatch('order:shipped', { id: 1 });
  events.dispatch('order:created', { id: 1 }, { timeout: 1 });
  // @ts-expect-error an option that there is not
  events.dispatch('order:created', { id: 1 }, { patience: 1 });
  // @ts-expect-error a topic that there is not
  events.subscribe('order:lost', () => undefined);
  // @ts-expect-error a handler of one argument for another message
  events.subscribe('order:created', (text: string) => text);
  // @ts-expect-error a handler of two arguments for another message
  events.subscribe('order:created', (order: Date, _context: MessageContext) => order);
  // @ts-expect-error a topic that there is not
  events.messages('order:lost');
  // @ts-expect-error a topic that there is not
  events.topic('order:lost');
  // @ts-expect-error a payload of another topic
  events.topic('order:created').emit({ at: new Date() });
  events.subscribe('order:created', () => undefined, { once: true, filter: ({ id }) => id > 1 });
  // @ts-expect-error a filter for another message
  events.subscribe('order:created', () => undefined, { filter: (text: string) => text === '' });
  // @ts-expect-error an overflow strategy that there is not
  events.subscribe('order:created', () => undefined, { overflow: 'block' });
}

export function templateLiteralTopics(room: string): void {
  const events = new Registry<{ topics: Events }>({ keys: 'duplicate' });
  events.emit('room:kitchen', 'hello');
  events.emit(`room:${room}`, 'hello');
  events.subscribe(`room:${room}`, (text) => same<typeof text, string>(true));

  // @ts-expect-error a payload of another topic
  events.emit('room:kitchen', { id: 1 });
  // @ts-expect-error not of that form
  events.emit('rooms:kitchen', 'hello');
  // @ts-expect-error any string is not of that form
  events.emit(room, 'hello');
}

export function structuralTopics(): void {
  const events = new Registry<{ topics: Events | UserEvents }>({ keys: 'duplicate' });
  events.emit(['user', 7, 'notified'], { text: 'hi' });
  events.emit({ floor: 7 }, true);
  events.emit('order:created', { id: 1 });
  events.emit('room:kitchen', 'hello');
  events.subscribe(['user', 7, 'notified'], ({ text }, { topic }) => [text.at(0), topic[1]]);

  // @ts-expect-error another structure
  events.emit(['user', 'seven', 'notified'], { text: 'hi' });
  // @ts-expect-error another structure
  events.emit(['user', 7], { text: 'hi' });
  // @ts-expect-error a payload of another topic
  events.emit(['user', 7, 'notified'], true);
  // @ts-expect-error a payload of another topic
  events.emit({ floor: 7 }, { text: 'hi' });
  // @ts-expect-error a handler for another message
  events.subscribe(['user', 7, 'notified'], (on: boolean) => on);
}

// ── Event classes and patterns ───────────────────────────────────────────────────────────────────────────────────────

class OrderCancelled {
  constructor(readonly why: string) {}
}

export function eventClasses(): void {
  const events = new Registry<{ topics: Events }>({ keys: 'duplicate' });
  events.subscribe(OrderCancelled, ({ why }, { topic }) => [why.at(0), topic.name]);
  events.emit(OrderCancelled, new OrderCancelled('sold out'));
  events.messages(OrderCancelled).subscribe((event) => same<typeof event, OrderCancelled>(true));
  const untyped = new Registry({ keys: 'duplicate' });
  untyped.subscribe(OrderCancelled, (event) => same<typeof event, OrderCancelled>(true));

  // @ts-expect-error no instance of the class
  events.emit(OrderCancelled, { reason: 'sold out' });
  // @ts-expect-error no instance of the class
  untyped.dispatch(OrderCancelled, 'sold out');
  // @ts-expect-error a handler for another message
  events.subscribe(OrderCancelled, (text: string) => text);
}

export function patterns(): void {
  interface Shop {
    'order:created': Order;
    'order:paid': { amount: number };
    'user:created': { name: string };
    [room: `room:${string}`]: string;
  }
  type Structural =
    | { key: readonly ['user', number, 'created']; message: { at: Date } }
    | { key: readonly ['order', number]; message: bigint };
  const events = new Registry<{ topics: Shop | Structural }>({ keys: 'duplicate' });

  events.subscribe(pattern('order:*'), (message, { topic }) => {
    same<typeof message, Order | { amount: number }>(true);
    same<typeof topic, 'order:created' | 'order:paid'>(true);
  });
  events.subscribe(pattern('*:created'), (message) => {
    // Wider than it need be: the compiler cannot tell that no room is called so.
    same<typeof message, Order | { name: string } | string>(true);
  });
  events.subscribe(pattern('room:kitchen:**'), (message) => same<typeof message, string>(true));
  events.messages(pattern('user:**')).subscribe((message) => message.name.at(0));
  events.subscribe(pattern(['user', _, 'created']), (message, { topic }) => {
    same<typeof message, { at: Date }>(true);
    same<typeof topic, readonly ['user', number, 'created']>(true);
  });
  events.subscribe(pattern(['order', rest(_)]), (message) => same<typeof message, bigint>(true));
  events.subscribe(pattern(['user', 7, _]), (message) => same<typeof message, { at: Date }>(true));
  new Registry({ keys: 'duplicate' }).subscribe(pattern('any:*'), (message, { topic }) => {
    same<typeof message, unknown>(true);
    same<typeof topic, Key>(true);
  });

  // @ts-expect-error no topic is matched
  events.subscribe(pattern('invoice:*'), () => undefined);
  // @ts-expect-error no topic is matched
  events.subscribe(pattern(['user', 'seven', _]), () => undefined);
  // @ts-expect-error a handler for one of the messages only
  events.subscribe(pattern('order:*'), (order: Order) => order.id);
  // @ts-expect-error a pattern is nothing to publish to
  events.emit(pattern('order:*'), { id: 1 });
}

// ── Defaults ─────────────────────────────────────────────────────────────────────────────────────────────────────────

export function defaults(): void {
  const plain = new Registry({ keys: 'unique' });
  const registration = plain.register(Symbol('any'), 7);
  same<typeof registration.entry.value, unknown>(true);
  plain.subscribe(['any', { key: 1n }], (message) => same<typeof message, unknown>(true));
  plain.emit(class OrderCreated {}, 'anything');
  // @ts-expect-error unknown until it is narrowed
  registration.entry.value.toFixed();

  same<ValueOf<{}>, unknown>(true);
  same<TopicOf<{}>, Key>(true);
  same<MessageOf<{}, 'any'>, unknown>(true);
  same<ValueOf<{ value: string }>, string>(true);
  same<TopicOf<{ topics: UserEvents }>, UserEvents['key'] | EventClass>(true);
  same<MessageOf<{ topics: Events }, 'order:created'>, Order>(true);

  // @ts-expect-error keys must be said
  new Registry({ name: 'events' });
  // @ts-expect-error one of the two
  new Registry({ keys: 'bag' });
}
