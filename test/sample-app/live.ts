import type { EventSource } from 'eventsource';
import type { LiveEvents } from '../../sample-app/src/live/live-event.js';
import { Inbox } from './inbox.js';

const TYPES: Readonly<Record<keyof LiveEvents, true>> = {
  hello: true,
  users: true,
  user: true,
  delivery: true,
  presence: true,
  sessions: true,
  'session-ended': true,
  services: true,
  picks: true,
  registries: true,
};

/** One page's connection to `/live`. */
export class Live extends Inbox<LiveEvents> {
  constructor(readonly source: EventSource) {
    super();
    for (const type of Object.keys(TYPES) as (keyof LiveEvents)[]) {
      source.addEventListener(type, ({ data }: { data: string }) => {
        this.add(type, JSON.parse(data) as LiveEvents[typeof type]);
      });
    }
  }
}
