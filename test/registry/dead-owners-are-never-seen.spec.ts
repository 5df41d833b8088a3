import { Owner, Registry } from 'nestjs-registry';

function two(): { registry: Registry; owner: Owner } {
  const registry = new Registry({ keys: 'unique' });
  const owner = new Owner('session');
  registry.register('a', 1, { owner });
  registry.register('b', 2, { owner });
  return { registry, owner };
}

it('has removed everything of an owner before an observer hears of the first end', () => {
  const { registry, owner } = two();
  const seen: unknown[] = [];
  registry
    .changes({ type: 'unregistered' })
    .subscribe(() => seen.push([registry.size, registry.whereis('b')]));
  owner.terminate();
  expect(seen).toEqual([
    [0, undefined],
    [0, undefined],
  ]);
});

it('lets an observer of the end take over a name at once', () => {
  const { registry, owner } = two();
  registry
    .changes({ type: 'unregistered', key: 'a' })
    .subscribe(() => registry.register('b', 'taken over'));
  owner.terminate();
  expect(registry.get('b')?.value).toBe('taken over');
});

it('does not call a handler of an owner that is terminating', () => {
  const registry = new Registry({ keys: 'duplicate' });
  const owner = new Owner();
  registry.register('first', 1, { owner });
  const heard: unknown[] = [];
  registry.subscribe('second', (message) => heard.push(message), { owner });
  registry
    .changes({ type: 'unregistered', key: 'first' })
    .subscribe(() => registry.emit('second', 'too late'));
  owner.terminate();
  expect(heard).toEqual([]);
});

it('has removed everything also when terminate is called again inside', () => {
  const { registry, owner } = two();
  const sizes: number[] = [];
  registry.changes().subscribe(() => {
    owner.terminate();
    sizes.push(registry.size);
  });
  owner.terminate();
  expect(sizes).toEqual([0, 0]);
});

it('has emptied a closing registry before an observer hears of it', () => {
  const { registry } = two();
  const sizes: number[] = [];
  registry.changes().subscribe(() => sizes.push(registry.size));
  registry.close();
  expect(sizes).toEqual([0, 0]);
});
