/* What is written for another process is the same again when it is read; what cannot be written is refused. */
import { decodeTerm, encodeTerm, InvalidTermError } from 'nestjs-registry';
import { keyPlan } from '../arbitraries/key-plans.js';
import { makeKey } from '../arbitraries/make-key.js';
import { plain } from '../arbitraries/plain.js';
import { accepted, fault, outcome, refusedWith } from '../harness/failures.js';
import { target as made } from '../harness/target.js';
import { meaningOf, meaningOfValue } from '../model/meaning.js';

const READER = { symbols: true, maxLength: Number.MAX_SAFE_INTEGER };

export const target = made({
  cases: plain({ plan: keyPlan }),
  quick: 120,
  run({ plan }) {
    const written = outcome(() => encodeTerm(makeKey(plan)));
    if (written.error !== undefined) {
      refusedWith(written, InvalidTermError);
      return;
    }
    const read = outcome(() => decodeTerm(written.value, READER));
    const meaning = meaningOf(plan);
    // What says something else each time was perhaps written as what nobody can read.
    if (meaning === 'unknown') return;
    const term = accepted(read);
    if (meaning !== 'refused' && meaningOfValue(term) !== meaning.text)
      fault('read as something else', { term, meaning: meaning.text });
    const again = accepted(outcome(() => encodeTerm(term)));
    if (again !== written.value) fault('written otherwise', { again, before: written.value });
  },
});
