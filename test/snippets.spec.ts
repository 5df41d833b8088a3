import { existsSync, readFileSync } from 'node:fs';

interface Item {
  name: string;
  file: string;
  run: boolean;
  checks: number[];
  problem?: string;
}

const generated = new URL('./generated/', import.meta.url);
const manifest = new URL('manifest.json', generated);
const snippets: Item[] = existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')) : [];

describe('the examples in the documentation', () => {
  it('are found', () => {
    expect(snippets.filter(({ run }) => run).map(({ name }) => name)).not.toEqual([]);
  });

  for (const { name, file, run, checks, problem } of snippets) {
    if (!run && problem === undefined) continue;
    it(`${name}`, async () => {
      expect(problem).toBeUndefined();
      const module = (await import(new URL(file, generated).href)) as { __checked: Set<number> };
      // A `// => …` that is never reached, or that failed where nobody saw it, is no proof.
      expect({
        'assertions that held, by line': [...module.__checked].sort((a, b) => a - b),
      }).toEqual({ 'assertions that held, by line': checks });
    });
  }
});
