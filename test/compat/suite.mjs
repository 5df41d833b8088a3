import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DIFFERENCES } from '../nest/differences.mjs';
import { judge } from './results.mjs';
import { execute, installLocked, ROOT, TEMPORARY, withNode } from './shell.mjs';

const NESTS = join(ROOT, 'test', 'nest');

/** The releases of Nest that have a folder in test/nest. */
export const RELEASES = readdirSync(NESTS, { withFileTypes: true })
  .filter((each) => each.isDirectory())
  .map(({ name }) => name);

/**
 * The whole suite, on the Nest that the project itself has.
 *
 * @param {import('./nodes.mjs').Node} node
 * @param {readonly string[]} files
 * @param {import('./report.mjs').Report} report
 */
export async function runSuite(node, files, report) {
  await report.check('suite', `Node ${node.version}, Nest ${nestIn(ROOT)}`, () =>
    jest(node, 'test/compat/jest.config.js', files, {}, []),
  );
}

/**
 * What runs a Nest application, on other releases of Nest.
 *
 * @param {readonly string[]} releases
 * @param {import('./nodes.mjs').Node} node
 * @param {readonly string[]} files
 * @param {import('./report.mjs').Report} report
 */
export async function runOnNests(releases, node, files, report) {
  for (const release of releases) {
    const folder = join(NESTS, release);
    const differences = DIFFERENCES[release] ?? [];
    await installLocked(folder);
    await report.check('nest', `Node ${node.version}, Nest ${nestIn(folder)}`, () =>
      jest(node, 'test/nest/jest.config.js', files, { NEST: release }, differences),
    );
  }
}

/** @param {string} folder */
function nestIn(folder) {
  const manifest = join(folder, 'node_modules', '@nestjs', 'core', 'package.json');
  return JSON.parse(readFileSync(manifest, 'utf8')).version;
}

/**
 * Runs the suite. Where Nest itself differs, these tests and no others fail, and in that way.
 *
 * @param {import('./nodes.mjs').Node} node
 * @param {string} config
 * @param {readonly string[]} files all of the suite when there are none
 * @param {NodeJS.ProcessEnv} env
 * @param {readonly import('../nest/differences.mjs').Difference[]} differences
 * @returns {Promise<string>}
 */
async function jest({ path, version }, config, files, env, differences) {
  const file = join(TEMPORARY, `jest-${version}-${env['NEST'] ?? ''}.json`);
  const outcome = await execute(
    path,
    ['scripts/test.mjs', '-c', config, ...files, '--json', `--outputFile=${file}`],
    { env: { ...withNode(path), ...env } },
  );
  return judge(read(file, outcome.output), differences, files.length === 0);
}

/**
 * @param {string} file
 * @param {string} output of who should have written it
 * @returns {import('./results.mjs').Results}
 */
function read(file, output) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new Error(`the suite did not run\n${output}`);
  }
}
