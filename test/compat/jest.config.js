import { run, suite } from '../../jest.config.js';

/** The whole suite but its tests in a browser, which does not change with Node. */
export default { ...run, ...suite, rootDir: '../..' };
