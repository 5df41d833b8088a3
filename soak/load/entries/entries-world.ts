import type { Registry } from 'nestjs-registry';
import type { Checks } from '../../checks.js';
import type { SoakClock } from '../../clock.js';
import type { Remains } from '../../heap/remains.js';
import type { EntryModel, Value } from '../../model/entries.js';
import type { Random } from '../../random.js';
import type { Tally } from '../../tally.js';
import type { Owners } from '../owners.js';

/** What all that use one registry work with. */
export interface EntriesParts {
  readonly name: string;
  readonly registry: Registry<{ value: Value }>;
  readonly clock: Pick<SoakClock, 'now'>;
  readonly random: Random;
  readonly checks: Checks;
  readonly tally: Tally;
  readonly remains: Remains;
}

/** What they share beside that. */
export interface EntriesWorld extends EntriesParts {
  readonly model: EntryModel;
  readonly owners: Owners;
}
