import { randomUUID } from 'node:crypto';
import { Controller, Inject, Sse } from '@nestjs/common';
import { InjectRegistry, type Clock, type RegistryOf } from 'nestjs-registry';
import { concat, defer, last, merge, of, takeUntil, type Observable } from 'rxjs';
import { CLOCK } from '../clock.js';
import type { LiveEvent } from './live-event.js';

@Controller('live')
export class LiveController {
  readonly #boot = randomUUID();

  constructor(
    @InjectRegistry('live') private readonly sources: RegistryOf<'live'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** All that the features tell, in one stream: it ends with the connection, or with the application. */
  @Sse()
  stream(): Observable<LiveEvent> {
    const hello = defer(() => of(this.#hello()));
    const features = [...this.sources].map(({ value }) => value.live());
    const shutdown = this.sources.changes().pipe(last(undefined, undefined));
    return concat(hello, merge(...features)).pipe(takeUntil(shutdown));
  }

  #hello(): LiveEvent {
    return { type: 'hello', data: { boot: this.#boot, at: this.clock.now() } };
  }
}
