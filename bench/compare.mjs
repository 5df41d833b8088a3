import { measure } from 'mitata';

const quick = process.env['BENCH_QUICK'] === '1';
const ROUNDS = quick ? 2 : 9;
const MILLISECONDS_PER_ROUND = quick ? 5 : 120;

/**
 * Measures the contestants in turns, round after round, so that a noisy moment of the machine
 * hits all of them, and prints the median of the rounds. The first is what the others are
 * compared with: a ratio of 2.00 is twice its time.
 *
 * A contestant must consume what it computes, or the compiler may drop the work.
 *
 * @param {string} title
 * @param {Record<string, () => unknown>} contestants
 */
export async function compare(title, contestants) {
  const all = Object.entries(contestants).map(([name, run]) => ({
    name,
    run,
    /** @type {number[]} */ rounds: [],
  }));
  for (let round = 0; round < ROUNDS; round += 1) {
    // Every other round runs backwards: nobody always follows the same neighbour.
    for (const { run, rounds } of round % 2 === 0 ? all : all.toReversed()) {
      const { p50 } = await measure(run, { min_cpu_time: MILLISECONDS_PER_ROUND * 1e6 });
      rounds.push(p50);
    }
  }

  const base = median(all[0]?.rounds ?? []);
  const width = Math.max(...all.map(({ name }) => name.length));
  console.log(`\n${title}`);
  for (const { name, rounds } of all) {
    const middle = median(rounds);
    const [low, high] = [Math.min(...rounds), Math.max(...rounds)].map(time);
    const ratio = (middle / base).toFixed(2);
    console.log(
      `  ${name.padEnd(width)}  ${time(middle)}  × ${ratio.padStart(5)}   (${low} – ${high})`,
    );
  }
}

/** @param {number[]} numbers */
function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

/** @param {number} nanoseconds */
function time(nanoseconds) {
  if (nanoseconds < 1e3) return `${nanoseconds.toFixed(1).padStart(6)} ns`;
  if (nanoseconds < 1e6) return `${(nanoseconds / 1e3).toFixed(1).padStart(6)} µs`;
  return `${(nanoseconds / 1e6).toFixed(1).padStart(6)} ms`;
}
