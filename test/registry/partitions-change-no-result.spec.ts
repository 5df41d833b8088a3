import { Owner, Registry, type Change, type Key } from 'nestjs-registry';

// oxlint-disable-next-line symbol-description -- that is what it is about
const NAMELESS = Symbol();

/** A life of a registry, told by everything that can be seen of it. */
function story(partitions: number): unknown[] {
  const registry = new Registry<{ value: number }>({ keys: 'duplicate', partitions });
  const told: unknown[] = [];
  const shown = ({ type, entry: { key, value } }: Change<number>) => [type, key, value];
  registry.changes().subscribe((change) => told.push(shown(change)));
  const owners = [new Owner(), new Owner(), new Owner()];
  const keys = ['a', 7, 0.5, 10n, ['user', 1], ['user', 2], { a: 1, b: 2 }, null, new Date(5)];
  for (let i = 0; i < 90; i++) {
    registry.register(keys[i % keys.length]!, i, { owner: owners[i % 3] });
  }
  for (const key of keys) {
    registry.subscribe(key, (message) => told.push(['heard', key, message]));
    told.push(registry.unregister(owners[1]!, key), registry.emit(key, 'news'));
    told.push(registry.lookup(key).map(({ value }) => value));
    told.push(registry.values(owners[0]!, key));
  }
  told.push(registry.keys(owners[2]!), registry.size);
  owners[0]!.terminate();
  const { entries, keys: count, owners: known } = registry.stats();
  told.push([...registry].map(({ value }) => String(value)).sort(), entries, count, known);
  return told;
}

it.each([2, 3, 16, 257])('%i partitions give what one gives', (partitions) => {
  expect(story(partitions)).toEqual(story(1));
});

it.each<[string, Key, Key]>([
  // oxlint-disable-next-line no-sparse-arrays -- that is what it is about
  ['an array with a hole', [, 1], [undefined, 1]],
  ['an array with fields of its own', Object.assign(['a'], { b: 1 }), ['a']],
  ['an object whose fields have another order', { b: 1, a: 2 }, { a: 2, b: 1 }],
  ['the other zero', -0, 0],
  ['a symbol without a description', NAMELESS, NAMELESS],
])('%s is found as what it is equal to, among many partitions', (_what, key, equal) => {
  const registry = new Registry({ keys: 'unique', partitions: 257 });
  registry.register(key, 1);
  expect(registry.get(key)?.value).toBe(1);
  expect(registry.get(equal)?.value).toBe(1);
});
