import { $, $_, $$, _, Registry, variable } from 'nestjs-registry';
import { holding, holds, matches } from '../support/match.js';

it('all guards must hold', () => {
  expect(
    matches($(1), 5, [
      ['>', $(1), 1],
      ['<', $(1), 9],
    ]),
  ).toBe(true);
  expect(
    matches($(1), 5, [
      ['>', $(1), 1],
      ['<', $(1), 2],
    ]),
  ).toBe(false);
  expect(
    matches($(1), 5, [
      ['>', $(1), 9],
      ['<', $(1), 9],
    ]),
  ).toBe(false);
});

it('no guards always hold', () => {
  expect(matches($(1), 5, [])).toBe(true);
});

it.each([true, ['not', false], ['andAlso', true, true]])('%j holds', (guard) => {
  expect(holds(guard)).toBe(true);
});

it.each<[string, unknown]>([
  ['false', false],
  ['1', 1],
  ['a string', 'true'],
  ['null', null],
  ['undefined', undefined],
  ['an object', {}],
  ['an empty array', ['array']],
  ['a date', new Date()],
  ['a call whose value is no boolean', ['+', 1, 1]],
  ['a short circuit that ends in a truthy value', ['andAlso', true, 1]],
  ['a constant array', ['const', ['not', false]]],
])('%s is not exactly true', (_what, guard) => {
  expect(holds(guard)).toBe(false);
});

it('a variable is a guard of its own', () => {
  expect(holds($(1), true)).toBe(true);
  expect(holds($(1), 1)).toBe(false);
});

it('guards see what is bound in key, owner and value', () => {
  const registry = new Registry({ keys: 'unique' });
  const { entry } = registry.register(['user', 7], { id: 7 });
  const head = [['user', $(1)], $(2), { id: variable('id') }] as const;
  const guards = [
    ['===', $(1), variable('id')],
    ['===', $(2), entry.owner],
    ['===', ['get', 'owner', $_], $(2)],
    ['===', ['get', 'key', $_], ['array', 'user', $(1)]],
    ['===', ['get', 'value', $_], { id: $(1) }],
    ['===', ['at', 2, $$], variable('id')],
  ];
  expect(registry.countSelect([{ head, guards, body: [true] }])).toBe(1);
});

it.each<[string, unknown[]]>([
  ['itself', ['head', $(1)]],
  ['its negation', ['not', ['head', $(1)]]],
  ['a disjunction with it', ['or', true, ['head', $(1)]]],
  ['a disjunction that it begins', ['orElse', ['head', $(1)], true]],
  ['a conjunction with it', ['andAlso', true, ['head', $(1)]]],
  ['a test of it', ['isUndefined', ['head', $(1)]]],
])('a failing call is no match: %s', (_what, guard) => {
  expect(holds(guard, 7)).toBe(false);
});

it('strict booleans evaluate everything, short circuits stop', () => {
  expect(holds(['or', true, ['head', 7]])).toBe(false);
  expect(holds(['orElse', true, ['head', 7]])).toBe(true);
  expect(holds(['not', ['and', false, ['head', 7]]])).toBe(false);
  expect(holds(['not', ['andAlso', false, ['head', 7]]])).toBe(true);
});

it('short circuits read no value that does not matter', () => {
  let read = 0;
  const value = {
    get a() {
      read++;
      return true;
    },
  };
  expect(holds(['orElse', ['isObject', $(1)], ['get', 'a', $(1)]], value)).toBe(true);
  expect(read).toBe(0);
});

it('a variable that holds the literal of a call is no call', () => {
  expect(holds(['===', $(1), ['const', ['not', false]]], ['not', false])).toBe(true);
  expect(holds($(1), ['not', false])).toBe(false);
});

it('a failing guard of one clause leaves the next clause alone', () => {
  const registry = holding(7);
  const spec = [
    { head: [_, _, $(1)] as const, guards: [['head', $(1)]], body: ['first'] },
    { head: [_, _, $(1)] as const, body: ['second'] },
  ];
  expect(registry.select(spec)).toEqual(['second']);
});
