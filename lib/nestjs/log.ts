import { describe } from '../describe.js';
import { tellSink } from '../sink.js';

/** Writes to Nest's logger, in whose place an application may have put its own: what that throws must end nothing here. */
export function log<T>(write: (entry: T) => unknown, entry: T): void {
  tellSink(write, entry, loggerFailed);
}

function loggerFailed(entry: unknown, thrown: unknown): void {
  console.error(`The logger threw ${describe(thrown)} while it was told: ${describe(entry)}`);
}
