import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join('.github', 'workflows');
const workflows = readdirSync(FOLDER).map((name) => [
  name,
  readFileSync(join(FOLDER, name), 'utf8'),
]);
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  scripts: Record<string, string>;
};

const found = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, group]) => group!);

describe.each(workflows)('%s', (_, text = '') => {
  it('uses actions by their commit, and says which release that is', () => {
    const used = found(text, /uses: (.+)/g);
    expect(used.length).toBeGreaterThan(0);
    for (const action of used)
      expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('calls scripts that there are', () => {
    const called = found(text, /npm run ([\w:-]+)/g);
    expect(called.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });

  it('may read and no more, but for the one job that publishes', () => {
    expect(text).toMatch(/^permissions:\n  contents: read\n\n/m);
    const more = found(text, /^ +([\w-]+: write)$/gm);
    expect(more).toEqual(text.includes('npm publish') ? ['id-token: write'] : []);
  });

  it('knows no secret, and leaves none of its own in the checkout', () => {
    expect(text).not.toMatch(/secrets\.|TOKEN|registry-url/);
    const checkouts = found(text, /(uses: actions\/checkout@)/g);
    expect(found(text, /(persist-credentials: false)/g)).toHaveLength(checkouts.length);
  });
});

it('a release is published with provenance, after all that must hold', () => {
  const text = readFileSync(join(FOLDER, 'release.yml'), 'utf8');
  expect(text).toMatch(/check:[^]*run: \.ci\/run[^]*publish:\n    needs: check\n/);
  expect(text).toMatch(/npm publish --provenance/);
});
