import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECTS } from './projects.mjs';
import { execute, inParallel, installLocked, npm, ROOT, TEMPORARY, withNode } from './shell.mjs';

const CONSUMERS = join(ROOT, 'test', 'compat', 'consumers');
const PEERS = /** @type {const} */ (['newest', 'oldest']);

/**
 * Installs the tarball into fresh projects, and runs them on each Node.
 *
 * @param {string} tarball
 * @param {readonly import('./nodes.mjs').Node[]} nodes
 * @param {readonly string[]} wanted parts of names of projects; all of them when there are none
 * @param {import('./report.mjs').Report} report
 */
export async function checkConsumers(tarball, nodes, wanted, report) {
  const projects = PROJECTS.filter(
    ({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)),
  );
  for (const peers of PEERS) {
    if (!projects.some((project) => project.peers.includes(peers))) continue;
    const installed = await report.check('consumers', `the ${peers} peers`, () =>
      install(tarball, peers),
    );
    if (!installed) continue;
    await inParallel(
      projects
        .filter((project) => project.peers.includes(peers))
        .map((project) => () => check(project, peers, nodes, report)),
    );
  }
}

/**
 * @param {string} tarball
 * @param {'newest' | 'oldest'} peers
 */
async function install(tarball, peers) {
  const folder = join(TEMPORARY, peers);
  cpSync(join(CONSUMERS, peers), folder, { recursive: true });
  await installLocked(folder);
  // Peers that do not fit are refused here, as they would be at any user's.
  await npm(['install', '--no-save', '--prefer-offline', '--loglevel=error', tarball], folder);
  const { packages } = read(join(folder, 'node_modules', '.package-lock.json'));
  const { 'node_modules/nestjs-registry': ours } = packages;
  assert.equal(ours.dependencies, undefined, 'no dependencies come with it');
  assert.equal(ours.hasInstallScript, undefined, 'it has no install script');
  return Object.keys(ours.peerDependencies)
    .map((name) => `${name} ${packages[`node_modules/${name}`].version}`)
    .join(', ');
}

/** @param {string} file */
function read(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/**
 * @param {import('./projects.mjs').Project} project
 * @param {'newest' | 'oldest'} peers
 * @param {readonly import('./nodes.mjs').Node[]} nodes
 * @param {import('./report.mjs').Report} report
 */
async function check({ name, from, files = {}, prepare, refused, run }, peers, nodes, report) {
  const cwd = join(TEMPORARY, peers, name.replace(/[^a-z0-9.]+/gi, '-'));
  mkdirSync(cwd);
  for (const folder of from) cpSync(join(CONSUMERS, folder), cwd, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(cwd, file), text);
  // What was compiled is the same for every Node.
  const [first] = nodes;
  const on = refused !== undefined ? [] : prepare === undefined ? nodes : nodes.slice(0, 1);
  const where = [`${peers} peers`, ...on.map(({ version }) => `Node ${version}`)].join(', ');
  await report.check('consumers', `${name}; ${where}`, async () => {
    if (prepare !== undefined && first !== undefined) {
      const { status, output } = await execute(first.path, prepare, { cwd });
      if (refused !== undefined) {
        assert(status !== 0 && refused.test(output), `it should be refused\n${output}`);
        return 'refused, as documented';
      }
      assert.equal(status, 0, output);
    }
    for (const { path, version } of on) {
      const { status, output } = await execute(path, run, { cwd, env: withNode(path) });
      assert.equal(status, 0, `on Node ${version}:\n${output}`);
      assert.doesNotMatch(output, /warning/i, `on Node ${version}:\n${output}`);
    }
    return '';
  });
}
