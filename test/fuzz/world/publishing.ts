import { RegistryClosedError } from 'nestjs-registry';
import { fault, Planted } from '../harness/failures.js';
import { Frame, Publishing, Subscribing } from './frames.js';
import { refusal } from './refusal.js';
import { PATTERNS, type Step } from './steps.js';
import type { Value } from './entries.js';
import type { World } from './world.js';

type Of<D extends Step['do']> = Extract<Step, { do: D }>;

export function subscribe(
  world: World,
  { key, pattern, owner, options, reaction }: Of<'subscribe'>,
): void {
  const { model } = world;
  const id = world.ids++;
  const place = { key, pattern };
  const { once, signal, filter } = options;
  const frame = new Subscribing(model, id, signal, () => {
    if (signal !== undefined && model.aborted.has(signal)) return Planted;
    const refused = refusal(world, place, owner);
    if (refused !== undefined) return refused;
    const subscriber = { once, filtered: filter !== undefined, signal: undefined };
    model.add({ id, place, owner, n: -1, subscriber, ttl: undefined, sliding: false });
    return 'subscribed';
  });
  const asked = (): boolean => {
    const publishing = publishingOf(world);
    publishing.filtering(id);
    world.react(filter!.reaction, id);
    publishing.filtered(id, filter!.reaction.fails ? 'throws' : filter!.says);
    if (filter!.reaction.fails) throw new Planted('a filter');
    return filter!.says;
  };
  const handler = (): number => {
    const publishing = publishingOf(world);
    publishing.handling(id);
    if (reaction.fails) publishing.failed++;
    world.react(reaction, id);
    if (reaction.fails) throw new Planted('a handler');
    return id;
  };
  world.operate('subscribe', frame, () => {
    const value: Value = { id, n: -1, version: 0 };
    const topic = pattern === undefined ? world.key(key) : PATTERNS[pattern]![0]();
    world.registrations[id] = world.registry.subscribe(topic, () => world.guard(handler), {
      owner: world.owner(owner),
      value,
      once,
      signal: signal === undefined ? undefined : world.signals[signal]!.signal,
      filter: filter === undefined ? undefined : () => world.guard(asked),
    });
    return 'subscribed';
  });
  frame.over();
}

/** Handlers and filters are called by whatever is published last. */
function publishingOf({ top }: World): Publishing {
  if (top instanceof Publishing) return top;
  fault('a handler is called while nothing is published');
}

export function publish(world: World, { key, how, exclude }: Of<'publish'>): void {
  const { registry, model } = world;
  const topic = world.key(key);
  if (model.shut) {
    const refused = new Frame(() => RegistryClosedError);
    world.operate('publish', refused, () => registry.emit(topic, 1));
    return;
  }
  const publishing = new Publishing(model, key, how === 'emit' ? undefined : exclude);
  const options = exclude === undefined ? undefined : { exclude: world.owners[exclude]! };
  const reached = world.within(publishing, () => {
    if (how === 'emit') return registry.emit(topic, 1);
    const handle = how === 'topic' ? registry.topic(topic) : undefined;
    const dispatch = handle?.dispatch(1, options) ?? registry.dispatch(topic, 1, options);
    const statuses: string[] = [];
    dispatch.subscribe(({ status }) => statuses.push(status));
    const failed = statuses.filter((status) => status === 'failed').length;
    if (failed !== publishing.failed) fault('failed deliveries', { statuses, publishing });
    if (statuses.length !== dispatch.size) fault('deliveries', { statuses, size: dispatch.size });
    return dispatch.size;
  });
  publishing.over();
  if (reached !== publishing.reached)
    fault('another number of handlers was reached', { reached, publishing });
}
