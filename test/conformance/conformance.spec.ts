import { existsSync, readFileSync } from 'node:fs';
import { Replay, type Trace } from './replay.js';

/** Further traces of the same form may lie here. */
const FILES = ['test/conformance/traces.jsonl', '../shared/oracle/traces.jsonl'];

const traces = FILES.filter(existsSync).map((file): [string, Trace[]] => [
  file,
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Trace),
]);

interface Mismatch {
  readonly trace: string;
  readonly step: number;
  readonly operation: unknown;
  readonly expected: unknown;
  readonly answered: unknown;
}

function replay(trace: Trace, partitions: number): Mismatch[] {
  const registry = new Replay(trace, partitions);
  return trace.ops.flatMap((operation, step) => {
    const answered = registry.answer(operation);
    const expected = trace.results[step];
    if (JSON.stringify(answered) === JSON.stringify(expected)) return [];
    return [{ trace: trace.id, step, operation, expected, answered }];
  });
}

describe.each(traces)('%s', (file, all) => {
  it.each<[string, (trace: Trace) => number]>([
    ['as many partitions as the real Registry had', ({ partitions }) => partitions],
    ['16 partitions', () => 16],
  ])('answers as the real Registry does, on %s', (name, partitionsOf) => {
    let compared = 0;
    const mismatches = all.flatMap((trace) => {
      compared += trace.ops.length;
      return replay(trace, partitionsOf(trace));
    });
    process.stdout.write(
      `${file}: ${compared} operations compared on ${name}, ${mismatches.length} mismatches\n`,
    );
    expect(mismatches.slice(0, 5)).toEqual([]);
    expect(compared).toBeGreaterThanOrEqual(18_180);
  });
});
