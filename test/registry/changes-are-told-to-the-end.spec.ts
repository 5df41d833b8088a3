import { Registry } from 'nestjs-registry';

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
