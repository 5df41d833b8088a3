import type { Clock } from 'nestjs-registry';

/** A clock whose timers never fire: the time has come, but the event loop has not got round to it. */
export class LateClock implements Clock {
  time = 0;

  now(): number {
    return this.time;
  }

  setTimer(): () => void {
    return () => undefined;
  }
}
