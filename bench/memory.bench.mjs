/**
 * How many bytes of the heap does one of a million hold? Key strings and handlers, which the application has anyway, are
 * not counted. Each is measured in a process of its own: `retained.mjs`.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Question, quick } from './compare.mjs';

const question = new Question('memory', 'How many bytes does one of a million hold?');
const script = fileURLToPath(new URL('retained.mjs', import.meta.url));

/** @param {string} what @param {number} [count] */
const bytesOf = (what, count = 1_000_000) => {
  const args = ['--expose-gc', script, what, String(quick ? 10_000 : count)];
  return () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${what}: ${stderr}`);
    return Number(stdout);
  };
};

const options = { unit: 'B', rounds: 1, warmUp: false };
await question.measure(
  'an entry, each under a key of its own',
  {
    'registry.subscribe': bytesOf('subscribe each'),
    'registry.register, one owner': bytesOf('register each'),
    'Map and arrays by hand': bytesOf('by hand each'),
    EventEmitter: bytesOf('EventEmitter each'),
    eventemitter3: bytesOf('eventemitter3 each'),
    'RxJS Subjects': bytesOf('Subject each'),
  },
  { ...options, limits: { 'registry.subscribe': 200, 'registry.register, one owner': 200 } },
);
await question.measure(
  'a subscription, all of them to one topic',
  {
    'registry.subscribe': bytesOf('subscribe one'),
    'registry.subscribe, one owner': bytesOf('subscribe owned'),
    'Map and arrays by hand': bytesOf('by hand one'),
    EventEmitter: bytesOf('EventEmitter one'),
    eventemitter3: bytesOf('eventemitter3 one'),
    'RxJS Subject': bytesOf('Subject one'),
  },
  { ...options, limits: { 'registry.subscribe': 120 } },
);
await question.measure(
  'an entry that expires, keys are numbers, one owner',
  {
    'an entry that slides': bytesOf('slides owned'),
    'an entry that stays': bytesOf('stays owned'),
    'a timer': bytesOf('timers'),
  },
  options,
);
await question.measure(
  'an idle worker, its instance, name and owner included',
  {
    'a worker': bytesOf('workers'),
    'a worker with an idleTimeout': bytesOf('workers idle'),
    "a worker named ['user', n]": bytesOf('workers array'),
    'mailbox by hand, no name': bytesOf('by hand workers'),
    'fastq, no name': bytesOf('fastq', 100_000),
    'p-queue, no name': bytesOf('p-queue', 100_000),
    'xstate, no name': bytesOf('xstate', 100_000),
  },
  { ...options, limits: { 'a worker': 700 } },
);
question.save();
