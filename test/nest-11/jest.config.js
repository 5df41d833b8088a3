import { run, suite } from '../../jest.config.js';

/**
 * Everything that runs a Nest application once more, on Nest 11; but not test/side-by-side, for the @nestjs/cqrs
 * that it shows is for Nest 12.
 */
export default {
  ...run,
  ...suite,
  rootDir: '../..',
  testMatch: [
    '<rootDir>/test/{nestjs,pains,recipes,sample-app}/**/*spec.ts',
    '<rootDir>/test/snippets.spec.ts',
  ],
  moduleNameMapper: {
    '^@nestjs/(.*)$': '<rootDir>/test/nest-11/node_modules/@nestjs/$1',
    ...suite.moduleNameMapper,
  },
};
