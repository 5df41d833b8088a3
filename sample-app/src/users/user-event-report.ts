import type { SupervisorEvent } from 'nestjs-registry';
import type { UserHappening } from '../live/live-event.js';

/** An event as JSON can tell it: an `Error` has no fields of its own. */
export function reportOf(event: SupervisorEvent): UserHappening {
  return 'error' in event ? { ...event, error: String(event.error) } : event;
}
