import { config, UnsubscriptionError } from 'rxjs';
import { Planted } from './failures.js';
import { everythingReported } from '../../support/unhandled.js';

/** Errors that reach nobody: uncaught, unhandled, or of observers. Planted ones are expected of observers. */
export function strayErrors(): { check(): void; forget(): Promise<void> } {
  const errors: unknown[] = [];
  const collect = (error: unknown): void => {
    if (!isPlanted(error)) errors.push(error);
  };
  process.on('uncaughtException', collect);
  process.on('unhandledRejection', collect);
  config.onUnhandledError = collect;
  // Sinks that throw are told of on the console.
  console.error = () => undefined;
  return {
    /** After a failure: what it left behind must not be taken for that of the next case. */
    async forget() {
      await everythingReported();
      errors.length = 0;
    },
    check() {
      const [first] = errors;
      const count = errors.length;
      errors.length = 0;
      if (count === 0) return;
      const cause = first instanceof Error ? first : new Error(String(first));
      throw new Error(
        `${count} error(s) reached nobody, of this case or one shortly before, the first: ${cause.stack}`,
      );
    },
  };
}

/** Planted, also in finalizers of observers, of which RxJS makes one error. */
function isPlanted(error: unknown): boolean {
  return error instanceof UnsubscriptionError
    ? error.errors.every(isPlanted)
    : error instanceof Planted;
}
