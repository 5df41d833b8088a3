import { Owner, Registry } from 'nestjs-registry';

it('tells every observer every change that was made before an observer closed the registry', () => {
  const registry = new Registry({ keys: 'unique' });
  const told: string[] = [];
  registry.changes().subscribe(({ type, entry }) => {
    if (type !== 'registered' || entry.key !== 'x') return;
    registry.register('y', 2);
    registry.close();
  });
  registry.changes().subscribe({
    next: ({ type, entry }) => told.push(`${type} ${entry.key as string}`),
    complete: () => told.push('complete'),
  });

  registry.register('x', 1);

  expect(told).toEqual([
    'registered x',
    'registered y',
    'unregistered x',
    'unregistered y',
    'complete',
  ]);
});

it('tells the ends of all that ended together, also when an observer of the first closed the registry', () => {
  const registry = new Registry({ keys: 'unique' });
  const owner = new Owner();
  registry.register('x', 1, { owner });
  registry.register('y', 2, { owner });
  registry.register('z', 3);
  const told: string[] = [];
  registry.changes().subscribe({
    next: (change) => {
      told.push(`${change.entry.key as string} ${(change as { reason: string }).reason}`);
      if (change.entry.key === 'x') registry.close();
    },
    complete: () => told.push('complete'),
  });

  owner.terminate();

  expect(told).toEqual(['x terminated', 'z closed', 'y terminated', 'complete']);
});

it('completes for who came meanwhile when all others have been told of the last change', () => {
  const registry = new Registry({ keys: 'unique' });
  const told: string[] = [];
  registry.changes({ type: 'unregistered' }).subscribe(() => {
    registry.changes().subscribe({ complete: () => told.push('complete for who came') });
  });
  registry.changes({ type: 'unregistered' }).subscribe(() => told.push('unregistered'));
  registry.changes({ type: 'registered' }).subscribe(() => {
    registry.close();
  });
  registry.register('x', 1);
  expect(told).toEqual(['unregistered', 'complete for who came']);
});
