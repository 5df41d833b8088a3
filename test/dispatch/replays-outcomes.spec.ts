import { NEVER, of, Subject } from 'rxjs';
import { type Dispatch, type DispatchOptions, type Registry } from 'nestjs-registry';
import { brief, heldHandler, makeEvents, outcome, turn, watch } from '../support/events.js';

const sorted = (seen: unknown[]): unknown[] =>
  [...seen].sort((a, b) => String(a).localeCompare(String(b)));

/** Subscribers of every kind, one message that keeps the serial ones busy, and one that is dispatched. */
function mixed(options: DispatchOptions) {
  const { registry, clock } = makeEvents();
  const held = heldHandler();
  const stuck = heldHandler();
  const source = new Subject<string>();
  const wants = (message: unknown) => message === 'it';
  registry.subscribe('n', () => 'plain');
  registry.subscribe('n', held.handler, { filter: wants });
  registry.subscribe('n', () => source, { filter: wants });
  registry.subscribe('n', () => 'once', { once: true, filter: wants });
  registry.subscribe('n', stuck.handler, { buffer: 1, overflow: 'drop-newest' });
  registry.subscribe('n', stuck.handler, { buffer: 1, overflow: 'error' });
  registry.subscribe('n', stuck.handler, { overflow: 'latest' });
  const ended = registry.subscribe('n', () => NEVER, { filter: wants });
  const failing = () => {
    throw new Error('no');
  };
  registry.subscribe('n', () => 'never', { filter: failing });
  for (const message of ['busy', 'waits']) registry.emit('n', message);
  const dispatch = registry.dispatch('n', 'it', options);
  return { registry, clock, held, source, ended, dispatch };
}

describe.each<[string, DispatchOptions]>([
  ['all at once', { timeout: 100 }],
  ['in turns', { timeout: 100, yieldEvery: 1 }],
])('a dispatch of every kind of outcome, %s', (_name, options) => {
  it('tells early, late and settled() the same, completes once and never errors', async () => {
    const { registry, clock, held, source, ended, dispatch } = mixed(options);
    const early = watch(dispatch);
    for (let i = 0; i < 10; i++) await turn();
    const halfway = watch(dispatch);
    source.next('value');
    source.complete();
    ended.unregister();
    held.calls[0]!.resolve('promised');
    await turn();
    expect(early).not.toContain('complete');
    clock.advance(100);
    const late = watch(dispatch);
    const expected = [
      'plain',
      'promised',
      'value',
      'once',
      'overflow',
      'failed',
      'timeout',
      'cancelled',
      'failed',
    ];
    expect(await outcome(dispatch)).toEqual(expected);
    for (const seen of [early, halfway, late]) {
      expect(seen.at(-1)).toBe('complete');
      expect(sorted(seen.slice(0, -1))).toEqual(sorted(expected));
    }
    expect(registry.stats().dropped).toBeGreaterThan(0);
    await turn();
    expect(early.filter((each) => each === 'complete')).toHaveLength(1);
  });
});

it.each<[string, DispatchOptions | undefined]>([
  ['without a timeout', undefined],
  ['with one', { timeout: 100 }],
])('plain results are replayed before those of observables, %s', (_name, options) => {
  const { registry } = makeEvents();
  registry.subscribe('n', () => of('observed'));
  registry.subscribe('n', () => 'plain');
  registry.subscribe('n', () => NEVER);
  expect(watch(registry.dispatch('n', 1, options))).toEqual(['plain', 'observed']);
});

it('an observer that leaves while it is told is told no more', () => {
  const { registry } = makeEvents();
  const source = new Subject<string>();
  for (let i = 0; i < 2; i++) registry.subscribe('n', () => source);
  const dispatch: Dispatch = registry.dispatch('n', 1);
  const seen: unknown[] = [];
  const subscription = dispatch.subscribe((delivery) => {
    seen.push(brief(delivery));
    subscription.unsubscribe();
  });
  source.next('value');
  source.complete();
  expect(seen).toEqual(['value']);
});

it('size counts what was reached: not what a filter refused, but what was dropped', () => {
  const { registry }: { registry: Registry } = makeEvents();
  registry.subscribe('n', () => 1, { filter: () => false });
  registry.subscribe('n', heldHandler().handler, { buffer: 1, overflow: 'drop-newest' });
  for (const size of [1, 1, 1]) expect(registry.dispatch('n', 1).size).toBe(size);
});
