import { Global, Module } from '@nestjs/common';
import type { Clock } from 'nestjs-registry';
import { Observable } from 'rxjs';

/** The token of the clock by which the application lives: a test puts a `ManualClock` in its place. */
export const CLOCK = Symbol('clock');

/** Whole milliseconds since 1970, so that a browser can be told of them; unlike `Date.now()` they never go backwards. */
const clock: Clock = {
  now: () => Math.floor(performance.timeOrigin + performance.now()),
  setTimer(run, milliseconds, background = false) {
    const timer = setTimeout(run, milliseconds);
    if (background) timer.unref();
    return () => {
      clearTimeout(timer);
    };
  },
};

@Global()
@Module({ providers: [{ provide: CLOCK, useValue: clock }], exports: [CLOCK] })
export class ClockModule {}

/** Emits every so many milliseconds while it is observed. */
export function every(milliseconds: number, by: Clock): Observable<void> {
  return new Observable((observer) => {
    const wait = (): (() => void) => by.setTimer(tick, milliseconds, true);
    const tick = (): void => {
      cancel = wait();
      observer.next();
    };
    let cancel = wait();
    return () => {
      cancel();
    };
  });
}
