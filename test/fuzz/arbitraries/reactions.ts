import fc from 'fast-check';
import type { Reaction } from '../harness/reacting.js';
import { plain, some } from './plain.js';

/** Whoever does nothing, and answers. */
export const NOTHING = { deeds: [], answer: 'value' } as const;

/**
 * Deeds whose reactions are deeds, to some depth.
 *
 * @param answers how somebody answers who is called back
 * @param eagerness how many of them do something, for each who does nothing
 * @param deedWith a deed with such a reaction
 */
export function reactions<D, A extends string>(
  answers: readonly A[],
  eagerness: number,
  deedWith: (reaction: fc.Arbitrary<Reaction<D, A | 'value'>>) => fc.Arbitrary<D>,
) {
  return fc.letrec<{ deed: D; reaction: Reaction<D, A | 'value'> }>((tie) => ({
    reaction: some(
      [2, fc.constant(NOTHING)],
      [
        3,
        plain({
          deeds: fc.oneof(
            { maxDepth: 3, depthSize: 'small', depthIdentifier: 'deeds' },
            { weight: 1, arbitrary: fc.constant([]) },
            {
              weight: eagerness,
              arbitrary: fc.array(tie('deed'), { maxLength: 3, depthIdentifier: 'deeds' }),
            },
          ),
          answer: fc.constantFrom(...answers),
        }),
      ],
    ),
    deed: deedWith(tie('reaction')),
  }));
}
