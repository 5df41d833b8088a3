import type { SupervisorEvent } from 'nestjs-registry';

/** An event as JSON can tell it: an `Error` has no fields of its own. */
export function reportOf(event: SupervisorEvent): object {
  return 'error' in event ? { ...event, error: String(event.error) } : event;
}
