import { Registry, type TerminationCallbackError } from 'nestjs-registry';
import { caught } from '../support/caught.js';

/** More than can stand on the stack as arguments of one call. */
const MANY = 200_000;

it('completes very many observers of one key', () => {
  const registry = new Registry({ keys: 'duplicate' });
  let completed = 0;
  for (let i = 0; i < MANY; i++)
    registry.changes({ key: 'a' }).subscribe({ complete: () => completed++ });
  registry.close();
  expect(completed).toBe(MANY);
});

it('tells very many errors of callbacks of one end', () => {
  const registry = new Registry({ keys: 'duplicate' });
  const { owner } = registry.register('a', 1).entry;
  const failure = new Error('again and again');
  for (let i = 0; i < MANY; i++)
    owner.onTerminate(() => {
      throw failure;
    });
  const error = caught<TerminationCallbackError>(() => registry.close());
  expect(error.code).toBe('TERMINATION_CALLBACK');
  expect(error.errors).toHaveLength(MANY);
  expect(registry.stats().entries).toBe(0);
});
