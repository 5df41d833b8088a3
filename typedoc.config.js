import { OptionDefaults } from 'typedoc';

/** Types that only check what is passed: nobody names them. */
const machinery = [
  'ChangeFields',
  'ASYNC_OPTIONS_TYPE',
  'Enhancers',
  'HandlerOf',
  'KeyIn',
  'Matched',
  'MatchesSome',
  'MessageIn',
  'NamedBy',
  'NotAList',
  'NotAMessage',
  'Numeric',
  'OPTIONS_TYPE',
  'OfArray',
  'OptionsFor',
  'Ordered',
  'Terms',
  'Widened',
];

/**
 * `npm run docs`: the reference of the public API, and the pages of docs/, as HTML in docs/api.
 *
 * @type {Partial<import('typedoc').TypeDocOptions>}
 */
export default {
  name: 'nestjs-registry',
  entryPoints: ['lib/index.ts', 'lib/testing/index.ts'],
  tsconfig: 'tsconfig.build.json',
  out: 'docs/api',
  readme: 'README.md',
  projectDocuments: [
    'docs/*.md',
    'docs/!(api)/**/*.md',
    'CONTRIBUTING.md',
    'SECURITY.md',
    'CHANGELOG.md',
  ],
  plugin: ['./scripts/typedoc-pages.mjs'],
  highlightLanguages: [...OptionDefaults.highlightLanguages, 'elixir'],
  // A fixed address: the pages are the same whoever makes them, with or without git.
  disableGit: true,
  gitRevision: 'main',
  sourceLinkTemplate:
    'https://github.com/nestjs-registry/nestjs-registry/blob/{gitRevision}/{path}#L{line}',
  excludeInternal: true,
  excludePrivate: true,
  excludeExternals: true,
  modifierTags: [...OptionDefaults.modifierTags, '@publicApi'],
  excludeTags: [...OptionDefaults.excludeTags, '@publicApi'],
  intentionallyNotExported: machinery,
  validation: { notExported: true, invalidLink: true, invalidPath: true, rewrittenLink: true },
  treatWarningsAsErrors: true,
};
