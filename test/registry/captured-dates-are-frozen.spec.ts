import { Registry, type Entry } from 'nestjs-registry';

const shapes: [string, (date: Date) => object, (entry: Entry) => Date][] = [
  ['a Date', (date) => date, ({ key }) => key as Date],
  ['a Date in an array', (date) => ['day', date], ({ key }) => (key as Date[])[1]!],
  ['a Date in an object', (date) => ({ day: date }), ({ key }) => (key as { day: Date }).day],
];

it.each(shapes)('%s in a key of an entry cannot be changed', (_, keyOf, dateOf) => {
  const registry = new Registry({ keys: 'unique' });
  const { entry } = registry.register(keyOf(new Date(5)), 1);
  expect(() => dateOf(entry).setTime(99)).toThrow('A captured key cannot be changed');
  expect(() => dateOf(entry).setUTCFullYear(1999)).toThrow(TypeError);
  expect(dateOf(entry).getTime()).toBe(5);
});

it.each(shapes)(
  '%s that is changed after registering leaves the entry where it was',
  (_, keyOf) => {
    const registry = new Registry({ keys: 'unique' });
    const date = new Date(5);
    const registration = registry.register(keyOf(date), 1);
    date.setTime(99);
    expect(registry.get(keyOf(new Date(5)))?.value).toBe(1);
    registration.unregister();
    expect(registry.stats()).toMatchObject({ entries: 0, keys: 0 });
  },
);
