import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * The Chromium that the browser tests run in: `CHROMIUM`, or the first one of the path.
 *
 * @returns {string | undefined}
 */
export function findChromium({ CHROMIUM, PATH = '' } = process.env) {
  if (CHROMIUM) return CHROMIUM;
  const folders = PATH.split(delimiter);
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(canRun);
}

/** Chromium refuses to run with its sandbox as root, and a container's /dev/shm is often too small for it. */
export const CHROMIUM_ARGS =
  process.getuid?.() === 0 ? ['--no-sandbox', '--disable-dev-shm-usage'] : [];

/** @param {string} file */
function canRun(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

// `node test/browser/chromium.js` tells a shell script.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const chromium = findChromium();
  console.log(chromium ?? 'no Chromium found: install one or set CHROMIUM to its path');
  process.exitCode = chromium === undefined ? 1 : 0;
}
