import { suite } from '../../jest.config.js';

/**
 * Everything that runs a Nest application once more, on Nest 11; but not test/side-by-side, for the @nestjs/cqrs
 * that it shows is for Nest 12.
 */
export default {
  ...suite,
  testTimeout: 30_000,
  workerIdleMemoryLimit: '512MB',
  rootDir: '../..',
  testMatch: [
    '<rootDir>/test/{nestjs,pains,recipes,sample-app}/**/*spec.ts',
    '<rootDir>/test/faults/*{application,nest,order,inside,sinks,factories}*.spec.ts',
    '<rootDir>/test/snippets.spec.ts',
  ],
  moduleNameMapper: {
    '^@nestjs/(.*)$': '<rootDir>/test/nest-11/node_modules/@nestjs/$1',
    ...suite.moduleNameMapper,
  },
};
