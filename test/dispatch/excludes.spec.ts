import { Owner, pattern, type Registration } from 'nestjs-registry';
import { makeEvents, outcome } from '../support/events.js';

describe('dispatch that excludes an owner', () => {
  it('reaches everybody else, in order', async () => {
    const { registry } = makeEvents();
    const [me, other] = [new Owner(), new Owner()];
    registry.subscribe('chat', () => 'nobody’s');
    registry.subscribe('chat', () => 'mine', { owner: me });
    registry.subscribe('chat', () => 'other’s', { owner: other });
    registry.subscribe('chat', () => 'mine', { owner: me });
    const dispatch = registry.dispatch('chat', 1, { exclude: me });
    expect(dispatch.size).toBe(2);
    expect(await outcome(dispatch)).toEqual(['nobody’s', 'other’s']);
    expect(registry.stats()).toMatchObject({ deliveries: 2, dropped: 0 });
  });

  it('excludes a subscription that is its own owner, once that was asked for', async () => {
    const { registry } = makeEvents();
    const registration = registry.subscribe('chat', () => 'mine');
    registry.subscribe('chat', () => 'other’s');
    const exclude = registration.entry.owner;
    expect(await outcome(registry.dispatch('chat', 1, { exclude }))).toEqual(['other’s']);
  });

  it('excludes its pattern subscriptions as well', async () => {
    const { registry } = makeEvents();
    const me = new Owner();
    registry.subscribe(pattern('chat:*'), () => 'mine', { owner: me });
    registry.subscribe(pattern('chat:*'), () => 'other’s');
    const dispatch = registry.dispatch('chat:1', 1, { exclude: me });
    expect(await outcome(dispatch)).toEqual(['other’s']);
  });

  it('neither asks its filters nor uses up its once', () => {
    const { registry } = makeEvents();
    const me = new Owner();
    let asked = 0;
    const registration: Registration = registry.subscribe('chat', () => 1, {
      owner: me,
      once: true,
      filter: () => ++asked > 0,
    });
    expect(registry.dispatch('chat', 1, { exclude: me }).size).toBe(0);
    expect([asked, registration.active]).toEqual([0, true]);
  });

  it('reaches everybody when the owner has nothing there, or is dead', () => {
    const { registry } = makeEvents();
    const me = new Owner();
    registry.subscribe('chat', () => 1);
    expect(registry.dispatch('chat', 1, { exclude: me }).size).toBe(1);
    me.terminate();
    expect(registry.dispatch('chat', 1, { exclude: me }).size).toBe(1);
  });
});
