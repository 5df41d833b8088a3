import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { LIMIT } from '../side-by-side/run-shop-process.js';

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
const hooks = new URL('../side-by-side/typescript-hooks.mjs', import.meta.url).href;

interface Ended {
  readonly signal: NodeJS.Signals | null;
  readonly code: number | null;
  readonly said: readonly string[];
  readonly complained: string;
}

/** Runs the application; `answer` is asked with each line that it says. */
async function run(
  answer: (
    line: string,
    tell: (line: string) => void,
    kill: (signal: NodeJS.Signals) => void,
  ) => void,
): Promise<Ended> {
  // Newer releases of Node warn of the hooks.
  const quiet = '--disable-warning=DEP0205';
  const child = spawn(process.execPath, [quiet, '--import', hooks, here('app-process.ts')]);
  const said: string[] = [];
  let complained = '';
  child.stderr.on('data', (text: Buffer) => (complained += String(text)));
  createInterface(child.stdout).on('line', (line) => {
    said.push(line);
    answer(
      line,
      (text) => child.stdin.write(`${text}\n`),
      (signal) => child.kill(signal),
    );
  });
  return new Promise((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, said, complained }));
  });
}

const ENDING = ['handling', 'ready', 'closing', 'changes completed'];

it(
  'further signals while it closes change nothing: handlers in flight are waited for, workers stopped once',
  async () => {
    const { signal, said, complained } = await run((line, tell, kill) => {
      if (line === 'ready') kill('SIGTERM');
      if (line !== 'changes completed') return;
      for (const further of ['SIGTERM', 'SIGINT', 'SIGTERM'] as const) kill(further);
      tell('finish');
    });
    expect(complained).toBe('');
    expect(said.slice(0, 4)).toEqual(ENDING);
    expect(said.slice(4).toSorted()).toEqual(['handled', 'worker stopped: shutdown']);
    expect(signal).not.toBeNull();
  },
  LIMIT,
);

it(
  'a signal while it is closed by hand changes nothing',
  async () => {
    const { said, complained } = await run((line, tell, kill) => {
      if (line === 'ready') tell('close');
      if (line !== 'changes completed') return;
      kill('SIGTERM');
      tell('finish');
    });
    expect(complained).toBe('');
    expect(said.slice(0, 4)).toEqual(ENDING);
    expect(said).toContain('handled');
    expect(said.filter((line) => line.startsWith('worker'))).toEqual(['worker stopped: shutdown']);
  },
  LIMIT,
);
