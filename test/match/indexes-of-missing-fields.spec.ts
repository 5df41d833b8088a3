import { $, _, Registry } from 'nestjs-registry';

const make = () => new Registry({ keys: 'duplicate', index: ['role'] });
const having = (role: unknown) => [{ head: [$(1), _, { role }] as const, body: [$(1)] }];

it('a value without the field is not taken for one that has undefined there', () => {
  const registry = make();
  registry.register('ann', { role: undefined });
  registry.register('bob', {});
  expect(registry.explain(having(undefined))).toMatchObject({ access: 'index', candidates: 1 });
  expect(registry.select(having(undefined))).toEqual(['ann']);
});

it('an entry that lost the field and ends is not mistaken for those who have it since', () => {
  const registry = make();
  const ann = registry.register('ann', { role: 'admin' });
  ann.update(() => ({}));
  registry.register('bob', { role: 'admin' });
  ann.unregister();
  expect(registry.select(having('admin'))).toEqual(['bob']);
});
