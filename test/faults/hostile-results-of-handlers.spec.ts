import { makeEvents } from '../support/events.js';
import { UnhandledErrors } from '../support/unhandled.js';
import { AWAITABLE, fail, no, OBSERVABLE, type Make } from './hostile.js';

const unhandled = new UnhandledErrors();

describe.each([...AWAITABLE, ...OBSERVABLE])('a handler that returns %s', (_, make) => {
  it('is one failed delivery, after which nothing is in flight', async () => {
    const { registry, failures } = makeEvents();
    let others = 0;
    registry.subscribe('a', make);
    registry.subscribe('a', () => others++);
    expect(registry.emit('a', 1)).toBe(2);
    const deliveries = await registry.dispatch('a', 1).settled();
    await registry.whenIdle();
    expect(deliveries.map(({ status }) => status)).toEqual(['failed', 'delivered']);
    expect(failures).toHaveLength(2);
    expect(others).toBe(2);
    expect(registry.stats()).toMatchObject({ inFlight: 0, failures: 2 });
  });

  it('is one failed delivery where messages wait for their turn', async () => {
    const { registry } = makeEvents();
    registry.subscribe('a', make, { concurrency: 1 });
    const dispatches = [1, 2, 3].map((message) => registry.dispatch('a', message));
    const deliveries = await Promise.all(dispatches.map((dispatch) => dispatch.settled()));
    expect(deliveries.flat().map(({ status }) => status)).toEqual(['failed', 'failed', 'failed']);
    expect(registry.stats().inFlight).toBe(0);
  });
});

const promised = OBSERVABLE.filter(([, make]) => !('then' in (make() as object)));

it.each(promised)('a handler that promises %s is one failed delivery', async (_, make) => {
  const { registry, failures } = makeEvents();
  registry.subscribe('a', () => Promise.resolve(make()));
  const dispatch = registry.dispatch('a', 1);
  await registry.whenIdle();
  expect((await dispatch.settled()).map(({ status }) => status)).toEqual(['failed']);
  expect(failures).toHaveLength(1);
  expect(registry.stats()).toMatchObject({ inFlight: 0, failures: 1 });
});

describe('a promise that is thrown', () => {
  it.each<[string, Make]>([
    ['and whose `catch` throws', () => Object.assign(Promise.reject(no), { catch: fail })],
    ['and whose `then` throws', () => Object.assign(Promise.reject(no), { then: fail })],
  ])('%s is a failed delivery, and ends no process', async (_, make) => {
    const { registry, failures } = makeEvents();
    registry.subscribe('a', () => {
      throw make();
    });
    expect(registry.emit('a', 1)).toBe(1);
    expect(failures).toHaveLength(1);
    expect(await unhandled.take()).toEqual([]);
  });
});
