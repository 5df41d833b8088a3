/** The projects into which the packed tarball is installed, and what they do there. */

/** From a project's folder. */
const MODULES = '../node_modules';
const JEST = `${MODULES}/jest/bin/jest.js`;

/**
 * @typedef {object} Project
 * @property {string} name
 * @property {readonly ('newest' | 'oldest')[]} peers
 * @property {readonly string[]} from folders of test/compat/consumers whose files it has
 * @property {Readonly<Record<string, string>>} [files] what else it has
 * @property {readonly string[]} [prepare] arguments of Node, once
 * @property {RegExp} [refused] what `prepare` says, where it must fail; nothing is run then
 * @property {readonly string[]} run arguments of Node, on each of them
 */

/** @type {readonly Project[]} */
const JAVASCRIPT = [
  {
    name: 'JavaScript, import',
    peers: ['newest', 'oldest'],
    from: ['javascript', 'javascript-import'],
    run: ['app.js'],
  },
  {
    name: 'JavaScript, require',
    peers: ['newest', 'oldest'],
    from: ['javascript', 'javascript-require'],
    run: ['app.js'],
  },
  {
    name: 'JavaScript, import, without eval and __proto__',
    peers: ['newest'],
    from: ['javascript', 'javascript-import'],
    run: ['--disallow-code-generation-from-strings', '--disable-proto=throw', 'app.js'],
  },
];

/** @type {readonly Project[]} */
const RUNNERS = [
  {
    name: 'jest 30, ESM',
    peers: ['newest', 'oldest'],
    from: ['shop', 'jest-esm'],
    run: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', JEST],
  },
  {
    name: 'jest 30, CommonJS',
    peers: ['newest', 'oldest'],
    from: ['shop', 'jest-commonjs'],
    run: [JEST],
  },
  {
    name: 'vitest 4',
    peers: ['newest'],
    from: ['shop', 'vitest'],
    run: [`${MODULES}/vitest/vitest.mjs`, 'run'],
  },
];

/**
 * @param {string} version
 * @param {'module' | 'commonjs'} type
 * @param {Readonly<Record<string, string>>} options
 * @param {Partial<Project>} [more]
 * @param {object} [paths]
 * @returns {Project}
 */
function typescript(version, type, options, more, paths) {
  const compilerOptions = {
    ...options,
    ...(paths && { paths }),
    outDir: 'out',
    rootDir: '.',
    target: 'es2022',
    strict: true,
    // Declarations that name something internal, or something that older peers lack, would be errors.
    skipLibCheck: false,
    esModuleInterop: true,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    types: ['node'],
  };
  const said = Object.entries(options).map(([name, value]) => `${name} ${value}`);
  if (paths !== undefined) said.push(`paths for ${Object.keys(paths).join()}`);
  return {
    name: `TypeScript ${version}, ${type === 'module' ? 'ESM' : 'CommonJS'}, ${said.join(', ')}`,
    peers: ['newest'],
    from: ['shop'],
    files: {
      'package.json': JSON.stringify({ private: true, type }),
      'tsconfig.json': JSON.stringify({ compilerOptions, files: ['main.ts'] }),
    },
    prepare: [`${MODULES}/typescript-${version}/bin/tsc`, '--pretty', 'false'],
    run: ['out/main.js'],
    ...more,
  };
}

const NODENEXT = { module: 'nodenext' };
const NODE20 = { module: 'node20' };
const NODE10 = { module: 'commonjs', moduleResolution: 'node10' };
const BOTH = /** @type {const} */ (['newest', 'oldest']);
const OLDEST = /** @type {const} */ (['oldest']);

/** Before 7.5.5 rxjs does not tell its types where `exports` are read. */
const RXJS = { rxjs: [`${MODULES}/rxjs/dist/types/index.d.ts`] };

/** @type {readonly Project[]} */
const TYPESCRIPT = [
  typescript('5.4', 'module', NODENEXT),
  typescript('5.4', 'commonjs', NODE10, { peers: BOTH }),
  // These do not know that Node can `require` what is written here.
  typescript('5.4', 'commonjs', NODENEXT, { refused: /TS1479/ }),
  typescript('6', 'commonjs', { module: 'node16' }, { refused: /TS1479/ }),
  typescript('5.4', 'module', NODENEXT, { peers: OLDEST, refused: /TS7016: .*'rxjs'/ }),
  typescript('5.4', 'module', NODENEXT, { peers: OLDEST }, RXJS),
  typescript('5.9', 'commonjs', NODENEXT, { peers: OLDEST }, RXJS),
  typescript('5.9', 'module', NODENEXT),
  typescript('5.9', 'commonjs', NODENEXT),
  typescript('5.9', 'commonjs', NODE10, { peers: BOTH }),
  ...['5.9', '6', '7'].flatMap((version) => [
    typescript(version, 'module', NODE20),
    typescript(version, 'commonjs', NODE20),
  ]),
  typescript('6', 'commonjs', { ...NODE10, ignoreDeprecations: '6.0' }),
  ...['6', '7'].flatMap((version) => [
    typescript(version, 'module', NODENEXT),
    typescript(version, 'commonjs', NODENEXT),
    typescript(version, 'commonjs', { module: 'commonjs', moduleResolution: 'bundler' }),
  ]),
];

export const PROJECTS = [...JAVASCRIPT, ...RUNNERS, ...TYPESCRIPT];
