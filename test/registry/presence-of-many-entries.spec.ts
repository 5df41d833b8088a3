import { Registry, type Entry } from 'nestjs-registry';
import { Online } from '../support/online.js';

const by = ({ value }: Entry<string>): string => value[0]!;
const make = (...values: string[]) => {
  const rooms = new Registry<{ value: string }>({ keys: 'duplicate' });
  const registrations = values.map((value) => rooms.register('lobby', value));
  const watcher = new Online(rooms.presence('lobby', { by }));
  watcher.diffs.length = 0;
  return { rooms, registrations, watcher };
};

describe('somebody with several entries', () => {
  it('of whom one has gone is the same when another comes', () => {
    const { rooms, registrations, watcher } = make('a1', 'a2');
    registrations[0]!.unregister();
    rooms.register('lobby', 'a3');
    expect(watcher.story).toEqual(['-a:a1a2 +a:a2', '-a:a2 +a:a2a3']);
  });

  it('of whom one became somebody else is the same when another comes', () => {
    const { rooms, registrations, watcher } = make('a1', 'a2');
    registrations[0]!.update(() => 'b1');
    rooms.register('lobby', 'a3');
    expect(watcher.story).toEqual(['-a:a1a2 +a:a2 +b:b1', '-a:a2 +a:a2a3']);
  });

  it('has the new one beside the one that was updated before', () => {
    const { rooms, registrations, watcher } = make('a1');
    registrations[0]!.update(() => 'a2');
    rooms.register('lobby', 'a3');
    expect(watcher.story).toEqual(['-a:a1 +a:a2', '-a:a2 +a:a2a3']);
  });
});
