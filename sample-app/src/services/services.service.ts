import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  $_,
  _,
  InjectRegistry,
  type Change,
  type Clock,
  type Entry,
  type Registration,
  type RegistryOf,
} from 'nestjs-registry';
import type { Observable } from 'rxjs';
import { CLOCK } from '../clock.js';
import type { Rows } from '../live/live-event.js';
import { take } from '../take.js';
import type { AddInstanceDto } from './add-instance.dto.js';
import type { InstanceQuery } from './instance-query.dto.js';
import type { Instance } from './instance.js';

const TTL = 10_000;

/** An instance is there from its registration until its heartbeats end, or it says goodbye. */
@Injectable()
export class ServicesService {
  readonly #registrations = new Map<string, Registration<Instance>>();

  constructor(
    @InjectRegistry('services') private readonly services: RegistryOf<'services'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  get changes(): Observable<Change<Instance>> {
    return this.services.changes();
  }

  add({ type, region, load = 0, ttl = TTL }: AddInstanceDto): Instance {
    const id = randomUUID();
    const expiresAt = this.clock.now() + ttl;
    const instance: Instance = { id, type, region, load, picks: 0, ttl, expiresAt };
    const registration = this.services.register(['service', type], instance, {
      ttl,
      sliding: true,
    });
    this.#registrations.set(id, registration);
    registration.entry.owner.onTerminate(() => this.#registrations.delete(id));
    return instance;
  }

  /** The first of them. */
  rows(limit: number): Rows<Instance> {
    const rows = take(limit, this.services).map(({ value }) => value);
    return { rows, total: this.services.size };
  }

  find({ type, region }: InstanceQuery): Instance[] {
    const key = type === undefined ? _ : ['service', type];
    const value = region === undefined ? _ : { region };
    const found = this.services.select<Entry<Instance>>([{ head: [key, _, value], body: [$_] }]);
    return found.map((entry) => entry.value);
  }

  /** `undefined` when the instance is gone: it has to register anew. */
  heartbeat(id: string, load: number | undefined): Instance | undefined {
    const registration = this.#registrations.get(id);
    if (registration === undefined || !registration.touch()) return undefined;
    const expiresAt = this.clock.now() + registration.entry.value.ttl;
    return registration.update((instance) => ({
      ...instance,
      expiresAt,
      load: load ?? instance.load,
    }))?.value;
  }

  /** Tells whether the instance was there. */
  remove(id: string): boolean {
    return this.#registrations.get(id)?.unregister() ?? false;
  }

  /** The instance has been given something to do; how much it really is, its next heartbeat says. */
  picked(id: string): void {
    this.#registrations
      .get(id)
      ?.update((instance) => ({ ...instance, load: instance.load + 1, picks: instance.picks + 1 }));
  }
}
