import { $, $_, $$, _, exact, rest, variable } from 'nestjs-registry';

it.each<[unknown, string]>([
  [_, '_'],
  [$(1), '$(1)'],
  [variable('a'), "variable('a')"],
  [rest(), 'rest(_)'],
  [rest($(1)), 'rest($(1))'],
  [exact({ a: 1 }), 'exact({…})'],
  [$_, '$_'],
  [$$, '$$'],
])('a term prints as it is written: %s', (term, text) => {
  expect(String(term)).toBe(text);
});
