// `npm test [-- jest arguments]`: extract the snippets, then run jest in ESM mode.
import { spawnSync } from 'node:child_process';

const node = (/** @type {string[]} */ ...args) =>
  spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;

process.exitCode =
  node('scripts/snippets.mjs') ||
  node(
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    'node_modules/jest/bin/jest.js',
    ...process.argv.slice(2),
  );
