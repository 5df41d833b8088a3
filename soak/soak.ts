import { heapInUse } from '../test/support/heap.js';
import { start } from './app/start.js';
import { Clients } from './clients/clients.js';
import type { Classes } from './heap/classes.js';
import type { Checkpoint } from './heap/growth.js';
import { keptIfLeaked } from './heap/kept.js';
import { grown, snapshot, type Grown } from './heap/snapshot.js';
import { heapIsFlat, noClassGrows, nothingElseGrows } from './invariants/memory.js';
import { closeInTheMiddle } from './closing.js';
import { Load } from './load/load.js';
import type { Options } from './options.js';
import { Quiet } from './quiet.js';
import type { World } from './world.js';

/** What was measured. */
export class Measured {
  /** So many seconds of load. */
  seconds = 0;
  readonly checkpoints: Checkpoint[] = [];
  /** What grew in the second half, where that was looked at. */
  growing: Grown[] | undefined;
}

/** So many an engine may hold of those who were seen last. */
const SURVIVORS = 5;

/** Loads an application in phases, each of which ends with nothing left, and closes it in the middle of the last. */
export async function soak(
  world: World,
  { seed, load: time, phases, snapshots }: Options,
  measured: Measured,
  say: (line: string) => void,
): Promise<void> {
  const { checks, remains, tally } = world;
  const running = await start(world);
  const clients = new Clients(world);
  const load = new Load(world, running.app);
  await clients.tell({ type: 'leave' });
  const quiet = new Quiet(world, running, clients, load);
  // By then all has been done many times, and all code is loaded and compiled.
  const half = Math.ceil(phases / 2);
  let before: Classes | undefined;

  for (let phase = 1; phase <= phases; phase++) {
    await clients.tell({ type: 'load', port: running.port, seed, phase });
    const begun = performance.now();
    await load.run(time / phases);
    measured.seconds += (performance.now() - begun) / 1_000;
    await quiet.compare();
    await quiet.undo();
    await remains.look(checks, SURVIVORS);
    const checkpoint = { operations: tally.total, heap: await heapInUse() };
    measured.checkpoints.push(checkpoint);
    say(`phase ${phase} of ${phases}: ${describe(checkpoint)}`);
    if (snapshots && phase === half) before = await snapshot();
  }
  heapIsFlat(checks, measured.checkpoints.slice(half - 1));
  if (before !== undefined) {
    measured.growing = grown(before, await snapshot());
    noClassGrows(checks, measured.growing, keptIfLeaked());
    nothingElseGrows(checks, measured.growing);
  }
  await closeInTheMiddle(world, running, clients, load, phases + 1);
  await clients.stop();
}

function describe({ operations, heap }: Checkpoint): string {
  return `${operations.toLocaleString('en')} operations, ${(heap / 2 ** 20).toFixed(2)} MB in use`;
}
