import { Injectable, Logger } from '@nestjs/common';
import type { RegistryOptions, RegistryOptionsFactory } from 'nestjs-registry';

/** Logs a failing handler in one line: that an item is sold out is no defect, so its stack tells nothing. */
@Injectable()
export class EventsOptions implements RegistryOptionsFactory {
  readonly #logger = new Logger('Events');

  createRegistryOptions(): RegistryOptions {
    return {
      keys: 'duplicate',
      onError: ({ handler, error }) => this.#logger.warn(`${handler} failed: ${String(error)}`),
    };
  }
}
