import base from '../../jest.config.js';

/** Everything that runs a Nest application once more, on Nest 11. */
export default {
  ...base,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/{nestjs,pains,sample-app}/**/*spec.ts', '<rootDir>/test/snippets.spec.ts'],
  moduleNameMapper: {
    '^@nestjs/(.*)$': '<rootDir>/test/nest-11/node_modules/@nestjs/$1',
    ...base.moduleNameMapper,
  },
};
