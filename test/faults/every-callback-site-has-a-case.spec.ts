import { readFileSync } from 'node:fs';
import { SITES } from './all-sites.js';
import { CallbackSites } from './api-callbacks.js';

const API = ['lib/index.ts', 'lib/testing/index.ts'];
const EXAMPLE = 'test/faults/api-with-callbacks.ts';
const callbackSites = new CallbackSites([...API, EXAMPLE]);

const names = SITES.map(({ name }) => name);

/** What looks like a site in the types and is none: it exists for the compiler only. */
const isForTheCompiler = (site: string): boolean => site.startsWith('OperatorTypes.');

it('the walk over the types finds what is handed over in all these ways, and nothing else', () => {
  expect(callbackSites.of([EXAMPLE])).toEqual(
    [
      'Api.classes(type)',
      'Api.emitter(source).once',
      'Api.generic(change)',
      'Api.observed observer',
      'Api.signal listener',
      'Api.take(callback)',
      'Hooks.onStart',
      'Options.callback',
      'Options.list',
      'Options.nested.inner',
      'Options.signal: AbortSignal',
      'decorate()(target)',
      'decorate(key)',
      'decorate(key)().later',
      'new Api(given)',
    ].toSorted(),
  );
});

it('no two cases are of one name', () => {
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

it('every function, class and observer of the public API that the library calls has a case', () => {
  const found = callbackSites.of(API);
  expect(found.length).toBeGreaterThan(50);
  expect(
    found.filter((site) => !isForTheCompiler(site)).filter((site) => !names.includes(site)),
  ).toEqual([]);
  // What types show begins with a name of the API, and what is none of these with an article.
  const shown = names.filter((name) => !/^(a|an|the|what) /.test(name));
  expect(shown.filter((name) => !found.includes(name))).toEqual([]);
});

/** The rows of the table in the documentation: a site, what becomes of what it throws, and of what it rejects with. */
const rows = [
  ...readFileSync('docs/callbacks.md', 'utf8').matchAll(
    /^\| `([^`]+)` +\| ([^|]+?) +\| ([^|]+?) +\|$/gm,
  ),
].map(([, name, thrown, rejected]) => [name, thrown, rejected]);

it('the documentation says of each what becomes of its errors', () => {
  expect(rows).toEqual(
    SITES.map(({ name, thrown, rejected }) => [
      name,
      thrown.join(', '),
      rejected?.join(', ') ?? 'is a value',
    ]),
  );
});
