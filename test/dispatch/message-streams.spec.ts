import { take } from 'rxjs';
import { Registry, type RegistryError } from 'nestjs-registry';

const WAYS: [string, (registry: Registry) => ReturnType<Registry['messages']>][] = [
  ['registry.messages', (registry) => registry.messages(['a'])],
  ['topic.messages', (registry) => registry.topic(['a']).messages()],
];

describe.each(WAYS)('%s', (_, messages) => {
  const make = () => new Registry({ keys: 'duplicate', logErrors: false });

  it('is subscribed only while it is observed', () => {
    const registry = make();
    const stream = messages(registry);
    expect(registry.size).toBe(0);
    const subscription = stream.subscribe();
    expect(registry.size).toBe(1);
    subscription.unsubscribe();
    expect(registry.size).toBe(0);
    expect(registry.stats().keys).toBe(0);
  });

  it('gives messages from then on, to each observer for itself', () => {
    const registry = make();
    const stream = messages(registry);
    registry.emit(['a'], 0);
    const [first, second]: [unknown[], unknown[]] = [[], []];
    stream.subscribe((message) => first.push(message));
    registry.emit(['a'], 1);
    const subscription = stream.subscribe((message) => second.push(message));
    registry.emit(['a'], 2);
    subscription.unsubscribe();
    registry.emit(['a'], 3);
    expect(first).toEqual([1, 2, 3]);
    expect(second).toEqual([2]);
  });

  it('takes its turn among the subscribers', () => {
    const registry = make();
    const called: string[] = [];
    registry.subscribe(['a'], () => called.push('before'));
    messages(registry).subscribe(() => called.push('stream'));
    registry.subscribe(['a'], () => called.push('after'));
    expect(registry.emit(['a'], 1)).toBe(3);
    expect(called).toEqual(['before', 'stream', 'after']);
  });

  it('is gone when its observer has enough', () => {
    const registry = make();
    messages(registry).pipe(take(1)).subscribe();
    registry.emit(['a'], 1);
    expect(registry.size).toBe(0);
  });

  it('can be observed again', () => {
    const registry = make();
    const stream = messages(registry);
    stream.subscribe().unsubscribe();
    const heard: unknown[] = [];
    stream.subscribe((message) => heard.push(message));
    registry.emit(['a'], 1);
    expect(heard).toEqual([1]);
  });

  it.each(['before', 'after'])('completes for who came %s the registry closed', (when) => {
    const registry = make();
    const stream = messages(registry);
    const told: string[] = [];
    const observe = () => stream.subscribe({ complete: () => told.push('complete') });
    if (when === 'before') observe();
    registry.close();
    if (when === 'after') observe();
    expect(told).toEqual(['complete']);
  });

  it('completes when somebody ends its registration', () => {
    const registry = make();
    let completed = false;
    messages(registry).subscribe({ complete: () => (completed = true) });
    registry.lookup(['a'])[0]!.owner.terminate();
    expect(completed).toBe(true);
    expect(registry.size).toBe(0);
  });

  it('errors in a unique registry whose topic is taken, when it is observed', () => {
    const registry = new Registry({ name: 'names', keys: 'unique' });
    registry.register(['a'], 1);
    const stream = messages(registry);
    const errors: RegistryError[] = [];
    stream.subscribe({ error: (error: RegistryError) => errors.push(error) });
    expect(errors.map(({ code }) => code)).toEqual(['ALREADY_REGISTERED']);
    expect(registry.size).toBe(1);
  });

  it('holds the topic of a unique registry while it is observed', () => {
    const registry = new Registry({ keys: 'unique' });
    const subscription = messages(registry).subscribe();
    expect(registry.tryRegister(['a'], 1).ok).toBe(false);
    subscription.unsubscribe();
    expect(registry.tryRegister(['a'], 1).ok).toBe(true);
  });
});
