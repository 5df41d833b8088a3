import { pattern, Registry, type Key } from 'nestjs-registry';
import { caught } from '../support/caught.js';

const { identity } = pattern(['room', 7]);

const TOPICS: [string, Key][] = [
  ['null', null],
  ['0', 0],
  ['an empty text', ''],
  ['a symbol', Symbol('topic')],
  ['a date', new Date(0)],
  ['an object with what only patterns have', { identity, steps: [] }],
];

it.each(TOPICS)('%s can be subscribed and published to, beside patterns', (_, topic) => {
  const registry = new Registry({ keys: 'duplicate' });
  registry.subscribe(pattern(['room', 7]), () => 1);
  const heard: unknown[] = [];
  const registration = registry.subscribe(topic, (message) => heard.push(message));
  expect(registration.entry.key).toEqual(topic);
  expect(registry.emit(topic, 'hello')).toBe(1);
  expect(registry.dispatch(topic, 'again').size).toBe(1);
  expect(heard).toEqual(['hello', 'again']);
});

it('undefined cannot', () => {
  const registry = new Registry({ keys: 'duplicate' });
  const subscribe = () => registry.subscribe(undefined as never, () => 1);
  expect(caught(subscribe).code).toBe('INVALID_KEY');
});
