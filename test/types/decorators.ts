import { Injectable, ParseIntPipe } from '@nestjs/common';
import {
  _,
  InjectRegistry,
  Owner,
  pattern,
  Registered,
  Subscribe,
  type MessageContext,
  type RegistryOf,
  Ctx,
  Message,
  Topic,
} from 'nestjs-registry';

interface Shape {
  area(): number;
}

declare module 'nestjs-registry' {
  interface Registries {
    'types:events': {
      topics:
        | {
            'order:created': { id: number };
            'order:paid': { amount: number };
            [room: `room:${string}`]: string;
          }
        | { key: readonly ['user', number, 'notified']; message: { text: string } };
    };
    'types:shapes': { value: Shape };
  }
}

const registry = 'types:events';

class OrderCancelled {
  constructor(readonly why: string) {}
}

@Injectable()
export class RightHandlers {
  constructor(@InjectRegistry('types:events') readonly events: RegistryOf<'types:events'>) {}

  @Subscribe('order:created', { registry })
  both(_order: { id: number }, _context: MessageContext): void {}

  @Subscribe('order:created', { registry })
  one(_order: { id: number }): void {}

  @Subscribe('order:created', { registry })
  none(): void {}

  @Subscribe('order:created', { registry })
  async promised(_order: { id: number }): Promise<number> {
    return 1;
  }

  @Subscribe('room:kitchen', { registry })
  template(_message: string): void {}

  @Subscribe(['order:created', 'order:paid'], { registry })
  each(_message: { id: number } | { amount: number }): void {}

  @Subscribe([['user', 7, 'notified']], { registry })
  structural(_message: { text: string }): void {}

  @Subscribe((_self: RightHandlers) => ['user', 7, 'notified'] as const, { registry })
  computed(_message: { text: string }): void {}

  @Subscribe('order:created', { registry, filter: ({ id }) => id > 1, concurrency: 1 })
  filtered(_order: { id: number }): void {}

  @Subscribe(pattern('order:*'), { registry })
  pattern(
    _message: { id: number } | { amount: number },
    _context: MessageContext<'order:created' | 'order:paid'>,
  ): void {}

  @Subscribe([pattern('room:**'), 'room:lobby'], { registry })
  patternAndTopic(_message: string): void {}

  @Subscribe(pattern(['user', _, 'notified']), { registry })
  structuralPattern(_message: { text: string }): void {}

  @Subscribe(OrderCancelled, { registry })
  eventClass(_event: OrderCancelled): void {}

  @Subscribe(OrderCancelled)
  eventClassOfUntyped(_event: OrderCancelled, _context: MessageContext): void {}

  @Subscribe(pattern('anything:*'), { filter: (message: { id: number }) => message.id > 1 })
  untypedPattern(_message: { id: number }): void {}

  @Subscribe('anything', { registry: 'undeclared' })
  untyped(_message: { whatever: string }): void {}

  @Subscribe('anything')
  untypedDefault(_message: number): void {}
}

export class WrongHandlers {
  // @ts-expect-error -- an array is a list of topics: a structural one stands in a list of its own
  @Subscribe(['user', 7, 'notified'], { registry })
  notInAList(_message: { text: string }): void {}

  // @ts-expect-error -- there is no such topic
  @Subscribe('order:creatd', { registry })
  topic(): void {}

  // @ts-expect-error -- the message is another
  @Subscribe('order:created', { registry })
  message(_order: { id: string }): void {}

  // @ts-expect-error -- one of the messages is another
  @Subscribe(['order:created', 'order:paid'], { registry })
  each(_message: { id: number }): void {}

  // @ts-expect-error -- the structural topic has a number in its middle
  @Subscribe([['user', 'ann', 'notified']], { registry })
  structural(): void {}

  // @ts-expect-error -- a handler is called with a message and its context
  @Subscribe('order:created', { registry })
  three(_order: { id: number }, _context: MessageContext, _more: string): void {}

  // @ts-expect-error -- there is no such option
  @Subscribe('order:created', { registry, owner: new Owner() })
  option(): void {}

  // @ts-expect-error -- the filter is for another message
  @Subscribe('order:created', { registry, filter: (text: string) => text === '' })
  filter(): void {}

  // @ts-expect-error -- no topic is matched
  @Subscribe(pattern('invoice:*'), { registry })
  patternOfNothing(): void {}

  // @ts-expect-error -- one of the messages is another
  @Subscribe(pattern('order:*'), { registry })
  pattern(_message: { id: number }): void {}

  // @ts-expect-error -- instances of the class are the messages
  @Subscribe(OrderCancelled, { registry })
  eventClass(_event: { reason: string }): void {}
}

@Registered('circle', { registry: 'types:shapes' })
export class Circle implements Shape {
  area(): number {
    return 3;
  }
}

@Registered((self: Square) => ['square', self.side], { registry: 'types:shapes' })
export class Square implements Shape {
  readonly side = 2;

  area(): number {
    return this.side ** 2;
  }
}

@Registered('named', { registry: 'types:shapes', value: new Circle() })
export class NamesAShape {}

// @ts-expect-error -- the instance is the value, and it is no Shape
@Registered('point', { registry: 'types:shapes' })
export class Point {}

// @ts-expect-error -- the value is no Shape
@Registered('point', { registry: 'types:shapes', value: 7 })
export class NamesNoShape {}

export class EnhancedHandlers {
  @Subscribe('order:created', { registry, enhancers: true })
  decorated(@Topic() _topic: string, @Message('id', ParseIntPipe) _id: number): void {}

  @Subscribe(pattern('order:*'), { registry, enhancers: 'global' })
  async context(@Ctx() _context: MessageContext): Promise<void> {}

  @Subscribe(['order:created', 'order:paid'], { registry, enhancers: true, once: true })
  free(_one: string, _two: string, _three: string): void {}

  @Subscribe((_self: EnhancedHandlers) => ['user', 7, 'notified'] as const, {
    registry,
    enhancers: true,
  })
  computed(@Message('text', new ParseIntPipe()) _text: number): void {}

  @Subscribe('anything', { enhancers: true })
  untyped(@Message(ParseIntPipe) _message: number): void {}

  @Subscribe('order:created', { registry, enhancers: false })
  without(_order: { id: number }): void {}
}

export class WrongEnhancedHandlers {
  // @ts-expect-error -- there is no such topic
  @Subscribe('order:creatd', { registry, enhancers: true })
  topic(): void {}

  // @ts-expect-error -- no topic is matched
  @Subscribe(pattern('invoice:*'), { registry, enhancers: 'global' })
  patternOfNothing(): void {}

  // @ts-expect-error -- there are no such enhancers
  @Subscribe('order:created', { registry, enhancers: 'all' })
  mode(): void {}

  // @ts-expect-error -- without enhancers the method is checked
  @Subscribe('order:created', { registry, enhancers: false })
  unchecked(_id: number): void {}

  // @ts-expect-error -- the filter is for another message
  @Subscribe('order:created', { registry, enhancers: true, filter: (text: string) => text === '' })
  filter(): void {}

  // @ts-expect-error -- this is no pipe
  pipe(@Message('id', class {}) _id: number): void {}
}
