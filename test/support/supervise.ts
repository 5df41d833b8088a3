import {
  Registry,
  WorkerSupervisor,
  type SupervisorEvent,
  type WorkerSupervisorOptions,
} from 'nestjs-registry';
import { ManualClock } from './manual-clock.js';

/** A supervisor with a registry and a clock of its own, without jitter, and what it told. */
export function supervise<W extends object>(
  type: new () => W,
  options: Partial<WorkerSupervisorOptions<W>> = {},
): {
  workers: WorkerSupervisor<W>;
  registry: Registry;
  clock: ManualClock;
  events: SupervisorEvent[];
  /** The events as lines: type and key. */
  log: () => string[];
} {
  const clock = new ManualClock();
  const registry = new Registry({ name: 'workers', keys: 'unique', clock });
  const workers = new WorkerSupervisor<W>(type, {
    registry,
    key: (...args: unknown[]) => args[0] as string,
    create: () => new type(),
    random: () => 0,
    logErrors: false,
    ...options,
  });
  const events: SupervisorEvent[] = [];
  workers.events.subscribe((event) => events.push(event));
  const log = (): string[] => events.map(({ type, key }) => `${type} ${key as string}`);
  return { workers, registry, clock, events, log };
}

/** Lets everything happen that needs no time. */
export async function turn(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** Something to wait for that a test opens. */
export class Gate {
  readonly opened: Promise<void>;
  open!: () => void;

  constructor() {
    this.opened = new Promise((resolve) => {
      this.open = resolve;
    });
  }
}
