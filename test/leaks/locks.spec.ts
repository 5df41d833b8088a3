import { Registry } from 'nestjs-registry';

/** What the engine carries along with every promise, once for each storage of asynchronous contexts that is in use. */
async function carried(): Promise<number> {
  const promise = Promise.resolve();
  await promise;
  return Object.getOwnPropertySymbols(promise).length;
}

it('registries in which something was locked burden no promise of the process, closed or not', async () => {
  await new Registry({ keys: 'unique' }).lock('a', () => 1);
  const before = await carried();
  for (let i = 0; i < 100; i++) {
    const registry = new Registry({ keys: 'unique' });
    await registry.lock('a', () => 1);
    if (i % 2 === 0) registry.close();
  }
  expect(await carried()).toBe(before);
});
