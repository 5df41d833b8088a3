import { consistentHash, leastLoaded, Owner, random, Registry } from 'nestjs-registry';
import { caught, rejection } from '../support/caught.js';

const names = new Registry({ name: 'names', keys: 'unique' });
const rooms = new Registry({ name: 'rooms', keys: 'duplicate' });
const registration = names.register('here', 1);
const owner = new Owner();
const nothing = (): void => undefined;

const AT_ONCE: [string, (wrong: never) => unknown][] = [
  ['registry.register(options)', (wrong) => names.register('a', 1, wrong)],
  ['registry.tryRegister(options)', (wrong) => names.tryRegister('a', 1, wrong)],
  ['registry.unregister(owner)', (wrong) => names.unregister(wrong, 'a')],
  ['registry.unregisterMatch(owner)', (wrong) => names.unregisterMatch(wrong, 'a', 1)],
  ['registry.updateValue(owner)', (wrong) => names.updateValue(wrong, 'a', nothing)],
  ['registry.updateValue(change)', (wrong) => names.updateValue(owner, 'a', wrong)],
  ['registry.touch(owner)', (wrong) => names.touch(wrong, 'a')],
  ['registry.keys(owner)', (wrong) => names.keys(wrong)],
  ['registry.values(owner)', (wrong) => names.values(wrong, 'a')],
  ['registry.pick(strategy)', (wrong) => names.pick('a', wrong)],
  ['registry.select(options)', (wrong) => names.select([], wrong)],
  ['registry.selectEach(options)', (wrong) => names.selectEach([], wrong)],
  ['registry.subscribe(handler)', (wrong) => rooms.subscribe('a', wrong)],
  ['registry.subscribe(options)', (wrong) => rooms.subscribe('a', nothing, wrong)],
  ['registry.dispatch(options)', (wrong) => rooms.dispatch('a', 1, wrong)],
  ['registry.dispatchEntries(callback)', (wrong) => rooms.dispatchEntries('a', wrong)],
  ['registry.presence(options)', (wrong) => rooms.presence('a', wrong)],
  ['registration.update(change)', (wrong) => registration.update(wrong)],
  ['Owner.from(options)', (wrong) => Owner.from(new EventTarget(), wrong)],
  ['consistentHash(options)', (wrong) => consistentHash('a', wrong)],
  ['leastLoaded(load)', (wrong) => leastLoaded(wrong)],
  ['leastLoaded(options)', (wrong) => leastLoaded(() => 1, wrong)],
  ['random(source)', (wrong) => random(wrong)],
];

const LATER: [string, (wrong: never) => Promise<unknown>][] = [
  ['registry.whenIdle(options)', (wrong) => rooms.whenIdle(wrong)],
  ['registry.drain(options)', (wrong) => rooms.drain(wrong)],
  ['registry.whenRegistered(options)', (wrong) => names.whenRegistered('a', wrong)],
  ['registry.lock(task)', (wrong) => names.lock('a', wrong)],
  ['registry.lock(options)', (wrong) => names.lock('a', nothing, wrong)],
];

/** What was given is the wrong thing for all of them. */
const beginning = (where: string): string =>
  `${where}: expected ${/\((\w+)\)/.exec(where)![1]!} to be `;

it.each(AT_ONCE)('a refusal by %s says so, and which argument it is about', (where, give) => {
  const { message } = caught(() => give(1 as never));
  expect(message.slice(0, beginning(where).length)).toBe(beginning(where));
});

it.each(LATER)('a rejection by %s says so, and which argument it is about', async (where, give) => {
  const { message } = await rejection(give(1 as never));
  expect(message.slice(0, beginning(where).length)).toBe(beginning(where));
});
