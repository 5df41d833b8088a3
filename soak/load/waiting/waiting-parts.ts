import type { Registry } from 'nestjs-registry';
import type { Checks } from '../../checks.js';
import type { Random } from '../../random.js';
import type { Tally } from '../../tally.js';

/** What those who wait work with. */
export interface WaitingParts {
  readonly registry: Registry<{ value: number }>;
  readonly random: Random;
  readonly checks: Checks;
  readonly tally: Tally;
}
