import { _, exact, Owner, Registry, type MatchClause } from 'nestjs-registry';

const owner = new Owner('ann');

/** Everything under one key, held by one owner, with one value of a field. */
function alike(): Registry {
  const registry = new Registry({ keys: 'duplicate', index: ['device'] });
  for (let i = 0; i < 2; i++) registry.register(['s', 'ann'], { device: 'phone' }, { owner });
  return registry;
}

it.each<[string, MatchClause['head'], string]>([
  ['the key rather than anything else', [['s', 'ann'], owner, { device: 'phone' }], 'key'],
  ['the owner rather than a field', [_, owner, { device: 'phone' }], 'owner'],
  ['the owner rather than a prefix', [['s', _], owner, _], 'owner'],
  ['the field rather than a prefix', [['s', _], _, exact({ device: 'phone' })], 'index'],
])('of ways that look at as many entries it takes %s', (_what, head, access) => {
  expect(alike().explain([{ head, body: [true] }])).toMatchObject({ access, candidates: 2 });
});
