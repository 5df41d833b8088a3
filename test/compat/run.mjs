/**
 * `npm run compat`: shows that the package works where it says so. `npm run compat -- --help` tells what can be chosen.
 */
import { rmSync } from 'node:fs';
import { checkConsumers } from './consumers.mjs';
import { findNodes } from './nodes.mjs';
import { HELP, readOptions } from './options.mjs';
import { buildPackage, checkPackage } from './package.mjs';
import { Report } from './report.mjs';
import { runOnNests, runSuite } from './suite.mjs';
import { TEMPORARY } from './shell.mjs';

const options = readOptions(process.argv.slice(2));
if (options === undefined) {
  console.log(HELP);
} else {
  const report = new Report();
  process.once('exit', () => rmSync(TEMPORARY, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));
  await run(options, report);
  report.print();
  process.exitCode = report.failed ? 1 : 0;
}

/**
 * @param {import('./options.mjs').Options} options
 * @param {Report} report
 */
async function run({ parts, nodes: wanted, nests, projects, build, files }, report) {
  const nodes = await findNodes(wanted, report);
  const [first] = nodes;
  if (first === undefined) return;
  if (parts.includes('package') || parts.includes('consumers')) {
    const tarball = await buildPackage(build, report);
    if (tarball !== undefined && parts.includes('package')) await checkPackage(tarball, report);
    if (tarball !== undefined && parts.includes('consumers'))
      await checkConsumers(tarball, nodes, projects, report);
  }
  if (parts.includes('nest')) await runOnNests(nests, first, files, report);
  if (parts.includes('suite')) for (const node of nodes) await runSuite(node, files, report);
}
