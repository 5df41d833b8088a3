import { $, _, rest } from 'nestjs-registry';
import { holding, matches } from '../support/match.js';

// oxlint-disable-next-line no-sparse-arrays -- that is what is tested
const SPARSE = [, 1];

it.each<[string, unknown, unknown, boolean]>([
  ['element by element', [1, 'a', _], [1, 'a', null], true],
  ['not with another element', [1, 'a'], [1, 'b'], false],
  ['not a longer array', [1], [1, 2], false],
  ['not a shorter array', [1, _], [1], false],
  ['the empty array only with the empty pattern', [], [1], false],
  ['no other array-like', [_], { 0: 1, length: 1 }, false],
  ['no string', [_], 'a', false],
  ['nested arrays', [[1, [_]], []], [[1, ['x']], []], true],
  ['not other nested arrays', [[1, [2]]], [[1, [3]]], false],
  ['objects within as a subset', [{ a: 1 }], [{ a: 1, b: 2 }], true],
  ['holes as undefined', [undefined, 1], SPARSE, true],
  ['undefined by a hole', SPARSE, [undefined, 1], true],
  ['a hole not as anything', SPARSE, [0, 1], false],
  ['any rest', [1, rest()], [1, 2, 3], true],
  ['an empty rest', [1, rest()], [1], true],
  ['all as rest', [rest()], [1, 2], true],
  ['nothing at all as rest', [rest()], [], true],
  ['no rest before the fixed part', [1, 2, rest()], [1], false],
  ['the fixed part before a rest', [1, rest()], [2, 3], false],
  ['a rest only of arrays', [rest()], { length: 0 }, false],
])('matches %s', (_what, pattern, value, expected) => {
  expect(matches(pattern, value)).toBe(expected);
});

it.each<[string, unknown[], unknown]>([
  ['what is left', ['a', 1, 2], [1, 2]],
  ['an empty array when nothing is left', ['a'], []],
])('a rest binds %s', (_what, value, left) => {
  expect(holding(value).select([{ head: [_, _, ['a', rest($(1))]], body: [$(1)] }])).toEqual([
    left,
  ]);
});
