import { Inject, Injectable } from '@nestjs/common';
import { Registered, type Clock } from 'nestjs-registry';
import { concat, defer, map, of, share, type Observable } from 'rxjs';
import { CLOCK, every } from '../clock.js';
import type { LiveEvent } from '../live/live-event.js';
import type { LiveSource } from '../live/live-source.js';
import { OverviewService } from './overview.service.js';

const SHOWN_ENTRIES = 20;
const SECOND = 1_000;

@Registered('registries', { registry: 'live' })
@Injectable()
export class RegistriesLive implements LiveSource {
  /** Made once, for however many pages. */
  readonly #everySecond: Observable<LiveEvent>;

  constructor(
    private readonly overview: OverviewService,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.#everySecond = every(SECOND, clock).pipe(
      map(() => this.#now()),
      share(),
    );
  }

  live(): Observable<LiveEvent> {
    return concat(
      defer(() => of(this.#now())),
      this.#everySecond,
    );
  }

  #now(): LiveEvent {
    return { type: 'registries', data: this.overview.all(SHOWN_ENTRIES) };
  }
}
