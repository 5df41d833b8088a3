import { Injectable, ServiceUnavailableException } from '@nestjs/common';
import {
  consistentHash,
  InjectRegistry,
  leastLoaded,
  random,
  roundRobin,
  type PickStrategy,
  type RegistryOf,
} from 'nestjs-registry';
import type { Picks, Strategy } from '../live/live-event.js';
import type { Instance } from './instance.js';
import type { PickDto } from './pick.dto.js';
import { ServicesService } from './services.service.js';

/** What a strategy is made from is the request: `on` decides where equal requests go. */
type MakeStrategy = (on: string) => PickStrategy<Instance>;

@Injectable()
export class BalancerService {
  readonly #strategies: Readonly<Record<Strategy, MakeStrategy>>;

  constructor(
    private readonly instances: ServicesService,
    @InjectRegistry('services') private readonly services: RegistryOf<'services'>,
    @InjectRegistry('events') private readonly events: RegistryOf<'events'>,
  ) {
    // Made once, because it remembers whose turn it is.
    const turns = roundRobin();
    const anybody = random();
    const idlest = leastLoaded<Instance>(({ load }) => load);
    this.#strategies = {
      random: () => anybody,
      'round-robin': () => turns,
      'least-loaded': () => idlest,
      'consistent-hash': (on) => consistentHash(on, { by: ({ value }) => value.id }),
    };
  }

  /** Gives so many requests to the instances of a service, and tells how many fell to which. */
  pick(type: string, { strategy, count = 1, on }: PickDto): Picks {
    const counts: Record<string, number> = {};
    for (let request = 1; request <= count; request++) {
      const choose = this.#strategies[strategy](on ?? `request ${request}`);
      const picked = this.services.pick(['service', type], choose);
      if (picked === undefined)
        throw new ServiceUnavailableException(`No instance of ${type} is there`);
      const { id } = picked.value;
      counts[id] = (counts[id] ?? 0) + 1;
      this.instances.picked(id);
    }
    const picks: Picks = { type, strategy, counts };
    this.events.emit('service:picked', picks);
    return picks;
  }
}
