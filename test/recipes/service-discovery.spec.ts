import { EventEmitter } from 'node:events';
import { consistentHash, Owner, Registry, type Entry } from 'nestjs-registry';
import { ManualClock } from '../support/manual-clock.js';
import { Services, type Instance } from './services.js';

function start(hosts: readonly string[]) {
  const clock = new ManualClock();
  const registry = new Registry<{ value: Instance }>({
    name: 'services',
    keys: 'duplicate',
    clock,
  });
  const services = new Services(registry);
  const join = (host: string) => services.join('mailer', { host, region: 'eu', load: 0 });
  return { clock, registry, services, join, joined: hosts.map(join) };
}

describe('Services', () => {
  it('knows nobody of a type or region that nobody has', () => {
    const { services } = start(['a']);
    expect(services.next('printer')).toBeUndefined();
    expect(services.idlest('mailer', { region: 'us' })).toBeUndefined();
    expect(services.for('ann', 'printer')).toBeUndefined();
    expect(services.all('mailer', { region: 'us' })).toEqual([]);
  });

  it('gives up who has not been heard of for 10 seconds, and takes no heartbeat of theirs', () => {
    const { clock, registry, services, joined } = start(['a', 'b']);
    clock.advance(9_999);
    expect(services.heartbeat(joined[0]!, 1)).toBe(true);
    clock.advance(1);
    expect(services.all('mailer').map(({ host }) => host)).toEqual(['a']);
    expect(services.heartbeat(joined[1]!, 1)).toBe(false);
    expect(registry.size).toBe(1);
  });

  it('picks by the load that the last heartbeat brought', () => {
    const { services, joined } = start(['a', 'b', 'c']);
    for (const [i, load] of [3, 2, 1].entries()) services.heartbeat(joined[i]!, load);
    expect(services.idlest('mailer')?.host).toBe('c');
    services.heartbeat(joined[2]!, 9);
    expect(services.idlest('mailer')?.host).toBe('b');
  });

  it('spreads the turns evenly while instances come and go', () => {
    const { services, join, joined } = start(['a', 'b', 'c']);
    const turns = (times: number) =>
      Array.from({ length: times }, () => services.next('mailer')?.host).join('');
    expect(turns(4)).toBe('abca');
    joined[1]!.unregister();
    expect(turns(3)).toBe('cac');
    join('d');
    expect(turns(6)).toHaveLength(6);
    const round = turns(9);
    for (const host of ['a', 'c', 'd']) expect(round.split(host)).toHaveLength(4);
  });

  it('forgets at once an instance whose connection closes', () => {
    const { registry, services } = start(['a']);
    const socket = new EventEmitter();
    const instance = { host: 'b', region: 'eu', load: 0 };
    registry.register(['service', 'mailer'], instance, { owner: Owner.from(socket) });
    expect(services.all('mailer')).toHaveLength(2);
    socket.emit('close');
    expect(services.all('mailer').map(({ host }) => host)).toEqual(['a']);
  });
});

const users = Array.from({ length: 2_000 }, (_, i) => `user ${i}`);

it('a user keeps their instance when another leaves or comes, whatever the order of joining', () => {
  const hosts = ['a', 'b', 'c', 'd', 'e'];
  const { services, join, joined } = start(hosts);
  const other = start(hosts.toReversed()).services;
  const hostOf = (user: string) => services.for(user, 'mailer')?.host;
  const before = new Map(users.map((user) => [user, hostOf(user)]));
  expect(users.every((user) => other.for(user, 'mailer')?.host === before.get(user))).toBe(true);

  join('f');
  const came = users.filter((user) => hostOf(user) !== before.get(user));
  expect(came.every((user) => hostOf(user) === 'f')).toBe(true);
  expect(came.length).toBeGreaterThan(users.length / 6 / 2);
  expect(came.length).toBeLessThan((users.length / 6) * 2);

  joined[1]!.unregister();
  const left = users.filter((user) => hostOf(user) !== before.get(user) && hostOf(user) !== 'f');
  expect(left.every((user) => before.get(user) === 'b')).toBe(true);
});

it('without a name the instances of two processes disagree', () => {
  const hostOf = ({ services, registry }: ReturnType<typeof start>, user: string) =>
    [
      services.for(user, 'mailer')?.host,
      (registry.pick(['service', 'mailer'], consistentHash(user)) as Entry<Instance>).value.host,
    ] as const;
  const [one, two] = [start(['a', 'b', 'c', 'd']), start(['a', 'b', 'c', 'd'])];
  const some = users.slice(0, 100);
  const differ = (by: 0 | 1) =>
    some.filter((user) => hostOf(one, user)[by] !== hostOf(two, user)[by]);
  expect(differ(0)).toEqual([]);
  expect(differ(1).length).toBeGreaterThan(0);
});
