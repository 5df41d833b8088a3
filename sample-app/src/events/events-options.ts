import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Clock, RegistryOptions, RegistryOptionsFactory } from 'nestjs-registry';
import { CLOCK } from '../clock.js';

/** Logs a failing handler in one line: that an item is sold out is no defect, so its stack tells nothing. */
@Injectable()
export class EventsOptions implements RegistryOptionsFactory {
  readonly #logger = new Logger('Events');

  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  createRegistryOptions(): RegistryOptions {
    return {
      keys: 'duplicate',
      clock: this.clock,
      onError: ({ handler, error }) => this.#logger.warn(`${handler} failed: ${String(error)}`),
    };
  }
}
