import { parseArgs } from 'node:util';
import { CLAIMED } from './nodes.mjs';
import { RELEASES } from './suite.mjs';

const PARTS = ['package', 'consumers', 'nest', 'suite'];

export const HELP = `npm run compat [-- options] [files of the suite]

  --only <parts>      of ${PARTS.join(', ')}; all of them otherwise
      package         the packed tarball holds what it should, and nothing else
      consumers       the tarball in fresh projects: JavaScript, TypeScript, jest, vitest
      nest            what runs a Nest application, on other releases of Nest (on the first Node)
      suite           the whole suite on each Node
  --node <release>    22, 20.19.0, current (the running one) or the path of a node; may be repeated;
                      ${CLAIMED.join(', ')} otherwise
  --nest <release>    ${RELEASES.join(', ')}; may be repeated; all of them otherwise
  --project <name>    of the consumers, those whose name has this in it; may be repeated
  --no-fetch          takes the releases of Node that are installed, and tells which were not there
  --no-build          takes dist/ as it is
`;

/**
 * @typedef {object} Options
 * @property {readonly string[]} parts
 * @property {{ readonly releases: readonly string[], readonly required: boolean, readonly fetch: boolean }} nodes
 * @property {readonly string[]} nests
 * @property {readonly string[]} projects
 * @property {boolean} build
 * @property {readonly string[]} files
 */

/**
 * @param {readonly string[]} args
 * @returns {Options | undefined} `undefined` when only help is wanted
 */
export function readOptions(args) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      only: { type: 'string', multiple: true, default: [] },
      node: { type: 'string', multiple: true },
      nest: { type: 'string', multiple: true, default: [...RELEASES] },
      project: { type: 'string', multiple: true, default: [] },
      'no-fetch': { type: 'boolean', default: false },
      'no-build': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const only = values.only.flatMap((parts) => parts.split(','));
  assertKnown(only, PARTS);
  assertKnown(values.nest, RELEASES);
  return {
    parts: only.length > 0 ? only : PARTS,
    nodes: {
      releases: values.node ?? CLAIMED,
      required: values.node !== undefined,
      fetch: !values['no-fetch'],
    },
    nests: values.nest,
    projects: values.project,
    build: !values['no-build'],
    files: positionals,
  };
}

/**
 * @param {readonly string[]} given
 * @param {readonly string[]} known
 */
function assertKnown(given, known) {
  const wrong = given.filter((name) => !known.includes(name));
  if (wrong.length > 0) throw new Error(`${wrong.join(', ')}: not one of ${known.join(', ')}`);
}
