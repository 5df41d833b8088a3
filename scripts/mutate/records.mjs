/** Which test reaches which mutant, and how long it takes: found out once, and again for what has changed. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OUT } from './build.mjs';

/**
 * @typedef {import('./child.mjs').SpecRecord} SpecRecord
 * @typedef {import('./tester.mjs').Tester} Tester
 */

const FILE = `${OUT}-records.json`;

const FOLDERS = [
  'match',
  'registry',
  'dispatch',
  'worker',
  'conformance',
  'model',
  'testing',
  'faults',
  'nestjs',
];

/** They end things at every turn, which takes minutes, or start processes of their own. */
const LEFT_OUT = /every-turn|signals-while-closing|every-callback-site/;

/**
 * @param {Tester} tester
 * @param {(text: string) => void} say
 */
export async function records(tester, say) {
  const shared = hash(...files('lib'), ...files('test/support'));
  const specs = FOLDERS.flatMap((folder) => files(join('test', folder)))
    .filter((path) => path.endsWith('.spec.js') && !LEFT_OUT.test(path))
    .map((path) => ({ path, key: `${shared} ${hash(path)}` }));
  /** @type {Record<string, SpecRecord>} */
  const known = existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : {};
  const missing = specs.filter(({ key }) => known[key] === undefined);
  const keys = new Map(specs.map(({ path, key }) => [path, key]));
  if (missing.length > 0)
    await tester.record(
      missing.map(({ path }) => path),
      (record) => {
        for (const { name, problem } of [{ ...record, name: 'all' }, ...record.tests])
          if (problem !== undefined) say(`left out: ${record.spec} › ${name}: ${problem}`);
        known[keys.get(record.spec) ?? ''] = record;
      },
    );
  const all = specs.flatMap(({ key }) => known[key] ?? []);
  writeFileSync(
    FILE,
    JSON.stringify(Object.fromEntries(specs.map(({ key }) => [key, known[key]]))),
  );
  return all.filter(({ problem }) => problem === undefined);
}

/** @param {string} folder */
const files = (folder) =>
  readdirSync(join(OUT, folder), { withFileTypes: true, recursive: true })
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name).slice(OUT.length + 1))
    .toSorted();

/** @param {string[]} paths */
function hash(...paths) {
  const sum = createHash('sha1');
  for (const path of paths) sum.update(path).update(readFileSync(join(OUT, path)));
  return sum.digest('base64');
}
