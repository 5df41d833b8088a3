import { channel } from 'node:diagnostics_channel';
import { take, takeUntil } from 'rxjs';
import { Owner, Registry, type Entry } from 'nestjs-registry';
import { LateClock } from '../support/late-clock.js';
import { Online } from '../support/online.js';

const by = ({ value }: Entry<string>): string => value[0]!;
const make = () => new Registry<{ value: string }>({ keys: 'duplicate' });
const online = (registry: Registry<{ value: string }>) =>
  new Online(registry.presence('lobby', { by }));
/** What every observer must come to. */
const grouped = (registry: Registry<{ value: string }>): Record<string, string[]> => {
  const groups: Record<string, string[]> = {};
  for (const entry of registry.lookup('lobby')) (groups[by(entry)] ??= []).push(entry.value);
  return groups;
};

describe('an observer of presence', () => {
  it('that registers is told after the current diff, as all others are', () => {
    const rooms = make();
    const before = online(rooms);
    rooms.presence('lobby', { by }).subscribe(({ joins }) => {
      if (joins[0]?.id === 'a') rooms.register('lobby', 'x1').unregister();
    });
    const after = online(rooms);
    rooms.register('lobby', 'a1');
    rooms.register('lobby', 'b1');
    const story = ['', '+a:a1', '+x:x1', '-x:x1', '+b:b1'];
    expect(before.story).toEqual(story);
    expect(after.story).toEqual(story);
  });

  it('that registers when it is told the state is told of that afterwards', () => {
    const rooms = make();
    const order: string[] = [];
    rooms.presence('lobby', { by }).subscribe(({ joins }) => {
      order.push(`begin ${joins.length}`);
      if (order.length === 1) rooms.register('lobby', 'a1');
      order.push(`end ${joins.length}`);
    });
    expect(order).toEqual(['begin 0', 'end 0', 'begin 1', 'end 1']);
  });

  it('that changes something in `by` is told of that afterwards', () => {
    const rooms = make();
    const first = rooms.register('lobby', 'a1');
    rooms.register('lobby', 'b1');
    const watcher = new Online(
      rooms.presence('lobby', {
        by: (entry) => {
          if (entry.value === 'a1') first.update(() => 'c1');
          return by(entry);
        },
      }),
    );
    expect(watcher.story).toEqual(['+a:a1 +b:b1', '-a:a1 +c:c1']);
  });

  it('that leaves in its first diff is told no more, and nothing is left behind', () => {
    const rooms = make();
    let told = 0;
    rooms
      .presence('lobby')
      .pipe(take(1))
      .subscribe(() => told++);
    rooms.register('lobby', 'a1');
    expect(told).toBe(1);
    expect(rooms.store.changes.keys).toBe(0);
  });

  it('that has ended before it could be told anything has computed no ids', () => {
    const clock = new LateClock();
    const rooms = new Registry<{ value: string }>({ keys: 'duplicate', clock });
    rooms.register('lobby', 'a1', { ttl: 10 });
    rooms.register('lobby', 'b1');
    let computed = 0;
    const count = (entry: Entry<string>): string => {
      computed++;
      return by(entry);
    };
    // What has expired is told by who asks next, which ends them.
    clock.time = 10;
    const expired = rooms.changes({ type: 'unregistered' });
    rooms.presence('lobby', { by: count }).pipe(takeUntil(expired)).subscribe();
    expect([computed, rooms.size]).toEqual([0, 1]);
  });

  it('that comes while changes are waiting to be told finds them in the state, and only there', () => {
    const rooms = make();
    const late: Online<string>[] = [];
    rooms.changes({ type: 'registered' }).subscribe(({ entry }) => {
      if (entry.value !== 'a1') return;
      const b = rooms.register('lobby', 'b1');
      b.update(() => 'b2');
      rooms.register('lobby', 'c1').unregister();
      late.push(online(rooms));
      b.update(() => 'b3');
    });
    rooms.register('lobby', 'a1');
    expect(late[0]!.story).toEqual(['+a:a1 +b:b2', '-b:b2 +b:b3']);
  });

  it('that comes while an owner dies does not see, nor is told of, what has gone already', () => {
    const rooms = make();
    const owner = new Owner();
    for (const value of ['a1', 'a2', 'b1']) rooms.register('lobby', value, { owner });
    rooms.register('lobby', 'c1');
    const early = online(rooms);
    const late: Online<string>[] = [];
    rooms.changes({ type: 'unregistered' }).subscribe(({ entry }) => {
      if (entry.value === 'a1') late.push(online(rooms));
    });
    owner.terminate();
    expect(early.story.slice(1)).toEqual(['-a:a1a2 +a:a2', '-a:a2', '-b:b1']);
    expect(late[0]!.story).toEqual(['+c:c1']);
    rooms.register('lobby', 'd1');
    expect(late[0]!.story).toEqual(['+c:c1', '+d:d1']);
  });

  it('that closes the registry is told all leaves, as all others are, and then the end', () => {
    const rooms = make();
    const before = online(rooms);
    rooms.presence('lobby', { by }).subscribe(({ joins }) => {
      if (joins[0]?.id === 'b') rooms.close();
    });
    const after = online(rooms);
    rooms.register('lobby', 'a1');
    rooms.register('lobby', 'b1');
    for (const watcher of [before, after]) {
      expect(watcher.story).toEqual(['', '+a:a1', '+b:b1', '-a:a1', '-b:b1']);
      expect(watcher.completed).toBe(true);
    }
  });

  it('is told in the order in which changes are made, also when an observer of all changes makes them', () => {
    const rooms = make();
    rooms.changes().subscribe(({ entry, type }) => {
      if (type === 'registered' && entry.value === 'a1') rooms.register('lobby', 'a2');
    });
    const watcher = online(rooms);
    rooms.register('lobby', 'a1');
    expect(watcher.story).toEqual(['', '+a:a1', '-a:a1 +a:a1a2']);
  });

  it('sees no ghost when a registration ends in the diagnostics channel that tells it', () => {
    const rooms = make();
    const watcher = online(rooms);
    const told: string[] = [];
    rooms.changes().subscribe(({ type }) => told.push(type));
    const registrations = channel('nestjs-registry:registration');
    const end = (): void => rooms.lookup('lobby')[0]!.owner.terminate();
    registrations.subscribe(end);
    rooms.register('lobby', 'a1');
    registrations.unsubscribe(end);
    expect(told).toEqual(['registered', 'unregistered']);
    expect(watcher.now).toEqual(grouped(rooms));
  });
});
