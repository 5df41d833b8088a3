import { InvalidPickError } from '../../errors.js';
import { disarm } from '../../thenable.js';

/** What to throw for what a function of the user's gave. Where it is asynchronous, nobody will await its promise. */
export function refusal(what: string, expected: string, given: unknown): InvalidPickError {
  disarm(given);
  return new InvalidPickError(what, expected, given);
}
