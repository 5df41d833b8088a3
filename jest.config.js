import { findChromium } from './test/browser/chromium.js';

/**
 * All tests but those in a browser.
 *
 * @satisfies {import('jest').Config}
 */
export const suite = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.spec.ts', '**/*.e2e-spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  // `x.js` in a TypeScript import means `x.ts`; the package name means lib/.
  moduleNameMapper: {
    '^nestjs-registry$': '<rootDir>/lib/index.ts',
    '^nestjs-registry/testing$': '<rootDir>/lib/testing/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          keepClassNames: true,
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
};

/** What concerns a run, not its projects: for whoever runs the suite in another way. */
export const run = {
  // For what hangs: nothing here is a matter of seconds, but on a busy machine collecting garbage may be.
  testTimeout: 300_000,
  // Node's vm modules are not freed between suites. In a grown worker a collection takes long, and tests of leaks wait for many.
  workerIdleMemoryLimit: '150MB',
  maxWorkers: '100%',
};

/** @satisfies {import('jest').Config} */
const inBrowser = {
  ...suite,
  displayName: 'browser',
  testMatch: ['**/*.browser-spec.ts'],
  globalSetup: '<rootDir>/test/browser/compile-page.js',
};

const hasChromium = findChromium() !== undefined;
if (!hasChromium && process.env['REQUIRE_BROWSER'])
  throw new Error('no Chromium found for the browser tests: install one or set CHROMIUM');

/** @type {import('jest').Config} */
export default {
  ...run,
  projects: hasChromium ? [suite, inBrowser] : [suite],
  reporters: hasChromium ? ['default'] : ['default', '<rootDir>/test/browser/not-run.js'],
  coverageProvider: 'v8',
  collectCoverageFrom: ['lib/**/*.ts'],
};
