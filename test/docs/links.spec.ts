import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const root = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SECURITY.md',
  join('sample-app', 'README.md'),
];
const docs = readdirSync('docs', { recursive: true, encoding: 'utf8' })
  .map((name) => join('docs', name))
  // The API reference is generated, from sources that are checked here or by its generator.
  .filter((path) => path.endsWith('.md') && !path.startsWith(join('docs', 'api')));
const pages = [...root, ...docs].toSorted();

/** Prose only: in a fence, brackets and parentheses are code. */
const prose = (page: string): string =>
  readFileSync(page, 'utf8').replace(/^(`{3,}).*\n[\s\S]*?^\1$/gm, '');

/** Where the links and pictures of a page lead, as they are written; `code` in a link's text may have brackets. */
function linksOf(page: string): string[] {
  const text = prose(page).replace(/`[^`\n]*`/g, 'code');
  return [...text.matchAll(/\]\(<?([^)>\s]+)>?(?:\s+"[^"]*")?\)/g)].map(([, link]) => link!);
}

/** As GitHub makes them of headings; the second of one name gets a number. */
function anchorsOf(page: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading] of prose(page).matchAll(/^#{1,6} (.+)$/gm)) {
    const anchor = heading!
      .toLowerCase()
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-');
    let name = anchor;
    for (let n = 1; anchors.has(name); n++) name = `${anchor}-${n}`;
    anchors.add(name);
  }
  return anchors;
}

const isRelative = (link: string): boolean => !/^[a-z][a-z+.-]*:/i.test(link);

/** The file and the anchor that a relative link of a page leads to. */
function target(page: string, link: string): [file: string, anchor: string | undefined] {
  const [path, anchor] = link.split('#');
  return [path === '' ? page : normalize(join(dirname(page), decodeURI(path!))), anchor];
}

/** What is wrong with a relative link, if anything is. */
function problemOf(page: string, link: string): string[] {
  const [file, anchor] = target(page, link);
  if (!existsSync(file)) return [`${link}: there is no ${file}`];
  if (statSync(file).isDirectory()) return [`${link}: link to a file, not to a folder`];
  if (anchor === undefined || !file.endsWith('.md')) return [];
  return anchorsOf(file).has(anchor) ? [] : [`${link}: ${file} has no heading #${anchor}`];
}

it('finds the pages and their links', () => {
  expect(pages).toContain(join('docs', 'guide.md'));
  expect(linksOf('README.md')).toContain('docs/guide.md');
  expect(anchorsOf('README.md')).toContain('what-it-guarantees');
});

it.each(pages)('every relative link of %s leads somewhere', (page) => {
  const problems = linksOf(page)
    .filter(isRelative)
    .flatMap((link) => problemOf(page, link));
  expect(problems).toEqual([]);
});

it('every page can be reached from the README', () => {
  const reached = new Set(['README.md']);
  for (const page of reached) {
    if (!page.endsWith('.md') || !existsSync(page)) continue;
    for (const link of linksOf(page).filter(isRelative)) reached.add(target(page, link)[0]);
  }
  expect(pages.filter((page) => !reached.has(page))).toEqual([]);
});
