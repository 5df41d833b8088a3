import { _, pattern, type MessageContext } from 'nestjs-registry';
import { makeEvents, outcome } from '../support/events.js';

class OrderCreated {
  constructor(readonly id: number) {}
}
class RushOrderCreated extends OrderCreated {}
/** Of the same name and shape. */
const Other = { OrderCreated: class OrderCreated {} };

describe('a class as a topic', () => {
  it('delivers its instances, and those of its subclasses when they are published to it', () => {
    const { registry } = makeEvents();
    const heard: unknown[] = [];
    registry.subscribe(OrderCreated, (message) => heard.push(message));
    const messages = [new OrderCreated(1), new RushOrderCreated(2)];
    for (const message of messages) expect(registry.emit(OrderCreated, message)).toBe(1);
    expect(heard).toEqual(messages);
    expect(heard[1]).toBeInstanceOf(RushOrderCreated);
  });

  it('is another topic than its subclass, its name, its instances, and a class of the same name', () => {
    const { registry } = makeEvents();
    registry.subscribe(OrderCreated, () => 1);
    const message = new OrderCreated(1);
    expect(registry.emit(RushOrderCreated, message)).toBe(0);
    expect(registry.emit('OrderCreated', message)).toBe(0);
    expect(registry.emit(Other.OrderCreated, message)).toBe(0);
    expect(registry.emit(message, message)).toBe(0);
  });

  it('is the topic in the context and in a failure', () => {
    const { registry, failures } = makeEvents();
    let given: MessageContext | undefined;
    registry.subscribe(OrderCreated, (_message, context) => {
      given = context;
      throw new Error('no');
    });
    registry.emit(OrderCreated, new OrderCreated(1));
    expect(given!.topic).toBe(OrderCreated);
    expect(failures[0]!.topic).toBe(OrderCreated);
  });

  it('streams, has a handle, and may stand in an array', async () => {
    const { registry } = makeEvents();
    const heard: number[] = [];
    const subscription = registry.messages(OrderCreated).subscribe((message) => {
      heard.push((message as OrderCreated).id);
    });
    registry.topic(OrderCreated).emit(new OrderCreated(1));
    subscription.unsubscribe();
    registry.subscribe([OrderCreated, 7], () => 'heard');
    expect(await outcome(registry.dispatch([OrderCreated, 7], 1))).toEqual(['heard']);
    expect(heard).toEqual([1]);
  });

  it('is matched by patterns that it fits', () => {
    const { registry } = makeEvents();
    registry.subscribe(pattern(OrderCreated), () => 1);
    registry.subscribe(pattern(_), () => 1);
    registry.subscribe(pattern('**'), () => 1);
    expect(registry.emit(OrderCreated, new OrderCreated(1))).toBe(2);
    expect(registry.emit(RushOrderCreated, new OrderCreated(1))).toBe(1);
  });
});
