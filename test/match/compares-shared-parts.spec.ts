import { $ } from 'nestjs-registry';
import { computed, matches } from '../support/match.js';

/** More than are compared before what was compared is remembered. */
const MANY = 2_000;

const same = (a: unknown, b: unknown): boolean => matches([$(1), $(1)], [a, b]);
const numbered = (last: number) =>
  Array.from({ length: MANY }, (_, i) => ({ n: i === MANY - 1 ? last : 1 }));
const shared = new Array<unknown>(MANY).fill({ n: 1 });

it('compares a part that a value has many times with each of its counterparts', () => {
  expect([same(shared, numbered(1)), same(shared, numbered(2))]).toEqual([true, false]);
  expect([same(numbered(1), shared), same(numbered(2), shared)]).toEqual([true, false]);
});

it('orders such values by the counterpart that differs', () => {
  const order = (last: number) =>
    ['<', '<=', '>'].map((name) => computed([name, ['const', shared], ['const', numbered(last)]]));
  expect(order(1)).toEqual([false, true, false]);
  expect(order(2)).toEqual([true, true, false]);
});

it('comes to an end where a ring of one is compared with a ring of two behind a long way', () => {
  interface Link {
    next?: Link;
  }
  const one: Link = {};
  one.next = one;
  const end: Link = {};
  const last: Link = { next: end };
  end.next = last;
  let way = last;
  for (let i = 0; i < MANY; i++) way = { next: way };
  expect([same(one, way), same(way, one)]).toEqual([true, true]);
});
