import { Injectable } from '@nestjs/common';
import {
  InjectRegistry,
  Registered,
  Subscribe,
  type MessageContext,
  type RegistryOf,
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

  // @ts-expect-error -- once comes later
  @Subscribe('order:created', { registry, once: true })
  option(): void {}
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
