/** Which blocks of lib/ the engine has entered, and which never. */
import { readFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { SourceMap } from 'node:module';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from '../../side-by-side/typescript-loader.mjs';

/**
 * Of each source file of lib/, as it was compiled: the blocks that were never entered.
 *
 * @typedef {Map<string, { start: number, end: number, entered: boolean }[][]>} Reached
 */

const lib = new URL('../../../lib/', import.meta.url).href;

/** @returns {() => Reached} */
export function startCoverage() {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  return () => {
    /** @type {Reached} */
    const reached = new Map();
    session.post('Profiler.takePreciseCoverage', (error, report) => {
      if (error !== null) throw error;
      for (const { url, functions } of report.result) {
        if (!url.startsWith(lib)) continue;
        const blocks = functions.map(({ ranges }) =>
          ranges.map(({ startOffset, endOffset, count }) => ({
            start: startOffset,
            end: endOffset,
            entered: count > 0,
          })),
        );
        reached.set(url, [...(reached.get(url) ?? []), ...blocks]);
      }
    });
    return reached;
  };
}

/** @param {readonly Reached[]} all of the targets, each in a thread of its own */
export async function printUnreached(all) {
  const urls = new Set(all.flatMap((reached) => [...reached.keys()]));
  console.log('\nNever reached:');
  for (const url of [...urls].sort()) {
    const file = fileURLToPath(url);
    const code = await compile(file);
    const entered = new Uint8Array(code.length);
    for (const reached of all) mark(entered, reached.get(url) ?? [], code.length);
    const lines = unreachedLines(code, entered, readFileSync(file, 'utf8'));
    if (lines.length > 0) console.log(`  ${relative('.', file)}: ${lines.join(', ')}`);
  }
}

/** Outer blocks come before those within: what is said last of a place holds. @param {Uint8Array} entered @param {{ start: number, end: number, entered: boolean }[][]} functions @param {number} length */
function mark(entered, functions, length) {
  const one = new Uint8Array(length);
  const blocks = functions.flat().sort((a, b) => a.start - b.start || b.end - a.end);
  for (const block of blocks) one.fill(block.entered ? 1 : 0, block.start, block.end);
  for (let i = 0; i < length; i++) if (one[i] === 1) entered[i] = 1;
}

/** @param {string} code compiled @param {Uint8Array} entered @param {string} source @returns {string[]} */
function unreachedLines(code, entered, source) {
  const [, encoded = ''] =
    /sourceMappingURL=data:application\/json;(?:charset=utf-8;)?base64,(.*)$/m.exec(code) ?? [];
  const map = new SourceMap(JSON.parse(Buffer.from(encoded, 'base64').toString()));
  const original = source.split('\n');
  const lines = new Set();
  let offset = 0;
  for (const [row, text] of code.split('\n').entries()) {
    if (text.startsWith('//# sourceMappingURL')) break;
    for (let column = 0; column < text.length; column++) {
      if (entered[offset + column] === 1 || !/\w/.test(text[column] ?? '')) continue;
      const entry = map.findEntry(row, column);
      if (!('originalLine' in entry)) continue;
      const said = original[entry.originalLine]?.trim() ?? '';
      if (/\w/.test(said) && !/^(import|export type|interface|\*|\/\/)/.test(said))
        lines.add(entry.originalLine + 1);
    }
    offset += text.length + 1;
  }
  return inRanges([.../** @type {Set<number>} */ (lines)].sort((a, b) => a - b));
}

/** @param {readonly number[]} lines */
function inRanges(lines) {
  /** @type {[number, number][]} */
  const ranges = [];
  for (const line of lines) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === line - 1) last[1] = line;
    else ranges.push([line, line]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`));
}
