import { grownInAll, type Grown } from './heap/snapshot.js';
import { slopeOf, type Checkpoint } from './heap/growth.js';
import type { Tally } from './tally.js';

const round = (figure: number, digits: number): string =>
  figure.toLocaleString('en', { maximumFractionDigits: digits });
const whole = (figure: number): string => round(figure, 0);
const megabytes = (bytes: number): string => round(bytes / 2 ** 20, 2);

/** Names and figures, aligned. */
function columns(lines: readonly (readonly string[])[]): string {
  const widths = lines[0]?.map((_, at) => Math.max(...lines.map((line) => line[at]!.length))) ?? [];
  return lines
    .map((line) =>
      line
        .map((text, at) => (at === 0 ? text.padEnd(widths[0]!) : text.padStart(widths[at]!)))
        .join('  '),
    )
    .map((line) => `  ${line}`)
    .join('\n');
}

/** What was done, how often, and how often in each second of the load. */
export function reportOperations(tally: Tally, seconds: number): string {
  const lines = [...tally.counts]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([kind, count]) => [kind, whole(count), round(count / seconds, 1)]);
  const total = ['all', whole(tally.total), round(tally.total / seconds, 1)];
  return `Operations, and per second of load\n${columns([...lines, total])}`;
}

export function reportChecks(checked: Tally): string {
  const lines = [...checked.counts]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([invariant, count]) => [invariant, whole(count)]);
  return `Invariants, and how often each was checked\n${columns([...lines, ['all', whole(checked.total)]])}`;
}

export function reportHeap(checkpoints: readonly Checkpoint[]): string {
  const lines = checkpoints.map(({ operations, heap }) => [
    `after ${whole(operations)} operations`,
    `${megabytes(heap)} MB`,
  ]);
  const half = checkpoints.slice(Math.ceil(checkpoints.length / 2) - 1);
  const slope = slopeOf(half) * 1e6;
  return [
    'Heap after a collection, with everything undone',
    columns(lines),
    `  slope of the second half: ${whole(slope)} bytes per million operations`,
  ].join('\n');
}

const SHOWN = 12;

export function reportClasses(
  growing: readonly Grown[],
  checkpoints: readonly Checkpoint[],
): string {
  const lines = growing
    .filter(({ count, bytes }) => count > 0 || bytes > 0)
    .slice(0, SHOWN)
    .map(({ name, count, bytes }) => [name.slice(0, 50), whole(count), whole(bytes)]);
  const bytes = grownInAll(growing);
  const half = Math.ceil(checkpoints.length / 2) - 1;
  const operations = checkpoints.at(-1)!.operations - checkpoints[half]!.operations;
  return [
    'What grew between two heap snapshots, of the middle and of the end: objects, bytes',
    columns(lines),
    `  in all, but for code and layouts of the engine: ${whole(bytes)} bytes, ` +
      `${whole((bytes / operations) * 1e6)} bytes per million operations`,
  ].join('\n');
}
