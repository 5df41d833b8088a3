import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { writeHeapSnapshot } from 'node:v8';
import { collectGarbage } from '../../test/support/heap.js';
import type { Classes } from './classes.js';

const run = promisify(execFile);
const READER = fileURLToPath(new URL('classes.js', import.meta.url));

/** The classes of what is in use now, after a collection. */
export async function snapshot(): Promise<Classes> {
  await collectGarbage();
  const folder = mkdtempSync(join(tmpdir(), 'soak-'));
  try {
    const file = writeHeapSnapshot(join(folder, 'heap.heapsnapshot'));
    const { stdout } = await run(process.execPath, [READER, file], { maxBuffer: 2 ** 28 });
    return JSON.parse(stdout) as Classes;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** By how much a class has grown from one snapshot to another. */
export interface Grown {
  readonly name: string;
  readonly count: number;
  readonly bytes: number;
}

/** All classes, that which grew by most bytes at first. */
export function grown(before: Classes, after: Classes): Grown[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .map((name) => {
      const [from, to] = [before[name] ?? NONE, after[name] ?? NONE];
      return { name, count: to.count - from.count, bytes: to.bytes - from.bytes };
    })
    .toSorted((a, b) => b.bytes - a.bytes);
}

const NONE = { count: 0, bytes: 0 };

/** What an engine keeps for itself: code, as it compiles and drops it, and how objects are laid out. */
const ENGINE = new Set(['(code)', '(hidden)', '(object shape)']);

/** By how many bytes everything grew that is not the engine's own. */
export function grownInAll(growing: readonly Grown[]): number {
  return growing.reduce((sum, { name, bytes }) => (ENGINE.has(name) ? sum : sum + bytes), 0);
}
