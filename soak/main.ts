/** `npm run soak -- [--minutes n] [--seed n] [--quick]`: see docs/hard-to-break.md. */
import { describeViolation } from './checks.js';
import { readOptions } from './options.js';
import { reportChecks, reportClasses, reportHeap, reportOperations } from './report.js';
import { Measured, soak } from './soak.js';
import { World } from './world.js';

/** With all closed nothing keeps the process alive; so long is more than enough for it to see that. */
const LAST = 60_000;

const options = readOptions(process.argv.slice(2));
const { seed, load, phases } = options;
const say = (text: string): void => console.log(text);
const measured = new Measured();
const world = new World(seed, (violation) => {
  report();
  console.error(describeViolation(violation, seed));
  // At once: from now on nothing can be relied on, not even that things end.
  process.exit(1);
});

for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error) => {
    const invariant = 'the process lives';
    world.checks.violated({ invariant, expected: 'no error', seen: error, where: event });
  });
}
process.on('warning', (warning) => {
  const { name } = warning;
  const isLeak = name === 'MaxListenersExceededWarning';
  world.checks.that('no warning of a leak', !isLeak, name, () => ['none', warning]);
});

function report(): void {
  say(`\n${reportOperations(world.tally, measured.seconds)}`);
  say(`\n${reportChecks(world.checked)}`);
  say(`\n${reportHeap(measured.checkpoints)}`);
  if (measured.growing !== undefined)
    say(`\n${reportClasses(measured.growing, measured.checkpoints)}`);
}

say(`Soak: seed ${seed}, ${load / 1_000} s of load in ${phases} phases, Node ${process.version}`);
await soak(world, options, measured, say);
report();
say(`\nNo invariant was violated (seed ${seed})`);

setTimeout(() => {
  const left = process.getActiveResourcesInfo().join(', ');
  world.checks.equal('nothing is left', left, '', 'what keeps the process alive');
}, LAST).unref();
