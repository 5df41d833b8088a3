/** What the tests import from `@jest/globals`, outside of jest. */
import { ModuleMocker } from 'jest-mock';

export const jest = new ModuleMocker(globalThis);
