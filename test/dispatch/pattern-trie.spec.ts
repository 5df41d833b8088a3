import { MANY, ONE, PatternTrie, type Step } from '../../lib/dispatch/pattern-trie.js';

const PATTERNS: (readonly Step[])[] = [
  [],
  ['a'],
  ['a', 'b'],
  ['a', ONE],
  ['a', ONE, 'b'],
  ['a', MANY],
  ['a', MANY, 'b'],
  [ONE],
  [ONE, ONE],
  [ONE, MANY],
  [MANY],
  [MANY, ONE],
  [MANY, 'a'],
  [MANY, MANY],
  [undefined],
];
const shown = (steps: readonly Step[]): string => JSON.stringify(steps.map(String));
/** What each is found by, and `n` more of it. */
const fitting = (steps: readonly Step[], n = 0): unknown[] =>
  steps.flatMap((step) => (step === MANY ? Array(n).fill('x') : step === ONE ? 'x' : step));

describe.each(PATTERNS.map((steps) => [shown(steps), steps] as const))('%s', (_name, steps) => {
  it('is found, and nothing is left when it has gone', () => {
    const trie = new PatternTrie<string>();
    trie.add(steps, 'it');
    expect(trie.empty).toBe(false);
    expect(trie.find(fitting(steps))).toEqual(['it']);
    expect(trie.find(fitting(steps, 2))).toEqual(['it']);
    trie.delete(steps, 'it');
    expect(trie.find(fitting(steps))).toEqual([]);
    expect(trie.empty).toBe(true);
  });

  it('stays while another item of the same steps does', () => {
    const trie = new PatternTrie<string>();
    trie.add(steps, 'it');
    trie.add(steps, 'other');
    trie.delete(steps, 'it');
    expect(trie.find(fitting(steps))).toEqual(['other']);
    trie.delete(steps, 'other');
    expect(trie.empty).toBe(true);
  });

  it('takes none of the others with it', () => {
    const trie = new PatternTrie<readonly Step[]>();
    for (const each of PATTERNS) trie.add(each, each);
    trie.delete(steps, steps);
    const stayed = PATTERNS.filter((each) => each !== steps);
    for (const each of stayed) expect(trie.find(fitting(each))).toContain(each);
    expect(trie.find(fitting(steps))).not.toContain(steps);
    for (const each of stayed) trie.delete(each, each);
    expect(trie.empty).toBe(true);
  });

  it('is not there, so that nothing is deleted', () => {
    const trie = new PatternTrie<readonly Step[]>();
    const others = PATTERNS.filter((each) => each !== steps);
    for (const each of others) trie.add(each, each);
    trie.delete(steps, steps);
    for (const each of others) expect(trie.find(fitting(each))).toContain(each);
  });
});
