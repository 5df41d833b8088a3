import type { RegistryError } from 'nestjs-registry';

/** What `run` throws; fails when it throws nothing. */
export function caught<E = RegistryError>(run: () => unknown): E {
  try {
    run();
  } catch (error) {
    return error as E;
  }
  throw new Error('Nothing was thrown.');
}

/** What `promise` rejects with; fails when it does not. */
export async function rejection<E = RegistryError>(promise: Promise<unknown>): Promise<E> {
  try {
    await promise;
  } catch (error) {
    return error as E;
  }
  throw new Error('Nothing was rejected.');
}
