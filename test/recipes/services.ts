import { Injectable } from '@nestjs/common';
import {
  consistentHash,
  InjectRegistry,
  leastLoaded,
  roundRobin,
  type Entry,
  type Key,
  type PickStrategy,
  type Registration,
  type Registry,
} from 'nestjs-registry';

export interface Instance {
  readonly host: string;
  readonly region: string;
  readonly load: number;
}

@Injectable()
export class Services {
  readonly #turn = roundRobin();
  readonly #idlest = leastLoaded(({ load }: Instance) => load);

  constructor(
    @InjectRegistry('services') private readonly services: Registry<{ value: Instance }>,
  ) {}

  /** There until it says goodbye, or has not been heard of for 10 seconds. */
  join(type: string, instance: Instance): Registration<Instance> {
    return this.services.register(['service', type], instance, { ttl: 10_000, sliding: true });
  }

  /** `false`: it was given up, and has to join again. */
  heartbeat(registration: Registration<Instance>, load: number): boolean {
    return (
      registration.touch() && registration.update((value) => ({ ...value, load })) !== undefined
    );
  }

  all(type: string, where: Partial<Instance> = {}): Instance[] {
    return this.services.match(['service', type], where).map(({ value }) => value);
  }

  next(type: string, where?: Partial<Instance>): Instance | undefined {
    return this.#pick(type, this.#turn, where);
  }

  idlest(type: string, where?: Partial<Instance>): Instance | undefined {
    return this.#pick(type, this.#idlest, where);
  }

  /** The same one for the same thing. */
  for(on: Key, type: string, where?: Partial<Instance>): Instance | undefined {
    const by = ({ value }: Entry<Instance>) => value.host;
    return this.#pick(type, consistentHash(on, { by }), where);
  }

  #pick(type: string, strategy: PickStrategy<Instance>, where: Partial<Instance> = {}) {
    return this.services.pick(['service', type], strategy, where)?.value;
  }
}
