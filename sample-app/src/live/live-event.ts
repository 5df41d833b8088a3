/**
 * What `GET /live` tells: one stream of server-sent events for each page, because a browser opens few connections.
 *
 * A feature's state is told whole, at the start and when it has changed (at most ten times a second); happenings are told
 * one by one. So whoever was disconnected needs no history: after `hello`, forget everything, the state follows.
 *
 * Every time is in milliseconds of the server's clock, which `hello.at` shows.
 */
export interface LiveEvents {
  /** First on every connection. `boot` is another one after the server was started anew. */
  hello: { readonly boot: string; readonly at: number };

  /** The users who are there. */
  users: Rows<UserRow>;
  /** What happens to one of them. */
  user: UserHappening;

  /** What became of an order at one handler, as it settles. */
  delivery: OrderDelivery;

  /** Who comes to the room 'lobby' and leaves it: first everybody who is there, then each change. */
  presence: PresenceNews;

  /** The sessions that have not ended. */
  sessions: Rows<SessionRow>;
  /** Why one has ended. */
  'session-ended': SessionEnd;

  /** The instances that are there. */
  services: Rows<ServiceRow>;
  /** How a number of picks was balanced. */
  picks: Picks;

  /** Every registry of the application, once a second. */
  registries: readonly RegistryOverview[];
}

/** One of them, as Nest sends it. */
export type LiveEvent = {
  readonly [T in keyof LiveEvents]: { readonly type: T; readonly data: LiveEvents[T] };
}[keyof LiveEvents];

/** The first rows, and how many there are in all. */
export interface Rows<R> {
  readonly rows: readonly R[];
  readonly total: number;
}

export interface UserRow {
  readonly id: number;
  readonly status: 'starting' | 'running' | 'restarting' | 'stopping' | 'stopped';
  /** How often the user has crashed and come back. */
  readonly restarts: number;
  readonly visits: number;
  readonly notifications: number;
  readonly lastPage: string;
  /** When the user comes back after a crash. */
  readonly restartsAt?: number;
  /** When the user is stopped, if nothing comes before. */
  readonly idleAt?: number;
}

/** An event of the users' supervisor, which `GET /users/events` tells as well. */
export interface UserHappening {
  readonly type:
    'started' | 'startFailed' | 'crashed' | 'gaveUp' | 'stopped' | 'stopFailed' | 'dropped';
  /** The name of the worker: `['user', id]`. */
  readonly key: unknown;
  /** Of `started` and `gaveUp`: how often the user has been restarted. */
  readonly restarts?: number;
  /** Of `crashed`: in which method. Of `dropped`: which message. */
  readonly method?: string;
  readonly error?: string;
  /** Of `crashed`: in so many milliseconds the user is back; none when the user stays away. */
  readonly restartIn?: number | undefined;
  /** Of `stopped`. */
  readonly reason?: 'stopped' | 'idle' | 'shutdown' | 'terminated' | 'crashed';
}

export interface OrderDelivery extends DeliveryReport {
  /** The order's number. */
  readonly order: number;
  readonly item: string;
}

export interface DeliveryReport {
  /** Such as `StockService.reserve`. */
  readonly handler: string;
  readonly status: 'delivered' | 'failed' | 'dropped';
  /** Of `delivered`: what the handler returned. */
  readonly value?: unknown;
  /** Of `failed`. */
  readonly error?: string;
  /** Of `dropped`. */
  readonly reason?: 'cancelled' | 'timeout' | 'overflow';
}

/** Delete every id in `leaves`, then set every id in `joins`: that is the room. Who is in both has changed. */
export interface PresenceNews {
  readonly room: string;
  readonly joins: readonly PresentRow[];
  readonly leaves: readonly PresentRow[];
}

export interface PresentRow {
  /** The name that was joined with. */
  readonly id: string;
  /** How many tabs are there under this name. */
  readonly connections: number;
}

/** What the WebSocket `/rooms` is sent: `{ event, data }` as JSON. The first message is `join`; joining again changes the room or name. */
export interface RoomRequests {
  join: { readonly room: string; readonly name: string };
  say: { readonly text: string };
}

/** What it answers: `{ event, data }` as JSON. */
export interface RoomAnswers {
  presence: PresenceNews;
  message: Said;
  error: { readonly message: string };
}

/** One of them. */
export type RoomAnswer = {
  readonly [E in keyof RoomAnswers]: { readonly event: E; readonly data: RoomAnswers[E] };
}[keyof RoomAnswers];

export interface Said {
  readonly room: string;
  readonly name: string;
  readonly text: string;
  readonly at: number;
}

export interface SessionRow {
  readonly id: string;
  readonly user: string;
  readonly device: string;
  /** A `sliding` session begins its time anew with every touch, a `fixed` one cannot be touched. */
  readonly kind: 'fixed' | 'sliding';
  /** How many milliseconds it lasts. */
  readonly ttl: number;
  readonly expiresAt: number;
}

export interface SessionEnd {
  readonly id: string;
  readonly user: string;
  readonly device: string;
  readonly reason: 'unregistered' | 'terminated' | 'expired' | 'closed';
  /** What the owner was terminated with, such as 'logged out everywhere'. */
  readonly detail?: string;
}

export interface ServiceRow {
  readonly id: string;
  readonly type: string;
  readonly region: string;
  /** What its last heartbeat said, and one more for each time that it was picked since. */
  readonly load: number;
  /** How often it was picked. */
  readonly picks: number;
  /** When it is gone, if no heartbeat comes before. */
  readonly expiresAt: number;
}

export type Strategy = 'random' | 'round-robin' | 'least-loaded' | 'consistent-hash';

export interface Picks {
  readonly type: string;
  readonly strategy: Strategy;
  /** How many fell to which instance. */
  readonly counts: Readonly<Record<string, number>>;
}

export interface RegistryOverview {
  readonly name: string;
  readonly keys: 'unique' | 'duplicate';
  readonly stats: RegistryCounts;
  /** The first of them; `stats` counts all. */
  readonly entries: readonly EntryOverview[];
}

/** `messages`, `deliveries`, `failures` and `dropped` are counted since the start: the difference of two is the rate. */
export interface RegistryCounts {
  readonly entries: number;
  readonly keys: number;
  readonly owners: number;
  readonly messages: number;
  readonly deliveries: number;
  readonly failures: number;
  readonly dropped: number;
  readonly inFlight: number;
}

export interface EntryOverview {
  readonly key: unknown;
  /** Whose entry it is: of a provider, its class. */
  readonly owner?: string | undefined;
  readonly value?: string | undefined;
}
