import type { Checks } from './checks.js';
import { turns } from './turns.js';

/** So long anything may take that has to end; on the busiest machine it takes a small part of it. */
const LIMIT = 60_000;

/** What has to end, ends: waits for it, and says so where it does not. */
export async function ends(checks: Checks, what: string, task: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => {
      resolve('late');
    }, LIMIT);
  });
  const outcome = await Promise.race([task.then(() => 'in time' as const), late]);
  clearTimeout(timer);
  checks.equal('what has to end, ends', outcome, 'in time', what);
}

/** Waits until something is true. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await turns(1);
}
