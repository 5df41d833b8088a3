import type { ServiceRow } from '../live/live-event.js';

export interface Instance extends ServiceRow {
  /** How many milliseconds it lasts without a heartbeat. */
  readonly ttl: number;
}

declare module 'nestjs-registry' {
  interface Registries {
    /** The instances of each service, under `['service', type]`. */
    services: { value: Instance };
  }
}
