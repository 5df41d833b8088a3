import type { Registry } from 'nestjs-registry';
import type { Checks } from '../../checks.js';
import type { Remains } from '../../heap/remains.js';
import type { Random } from '../../random.js';
import type { Tally } from '../../tally.js';
import type { Subscriber } from './subscriber.js';

/** What the publishing load works with. */
export interface PublishingParts {
  readonly registry: Registry<{ value: Subscriber }>;
  readonly random: Random;
  readonly checks: Checks;
  readonly tally: Tally;
  readonly remains: Remains;
}
