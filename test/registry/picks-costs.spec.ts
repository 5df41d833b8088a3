import { leastLoaded, random, Registry, roundRobin, type PickStrategy } from 'nestjs-registry';
import { countOperations } from '../support/count-operations.js';

it.each<[string, () => PickStrategy<number>]>([
  ['random', random],
  ['roundRobin', roundRobin],
  ['leastLoaded', () => leastLoaded((load) => load)],
])('a pick by %s takes time in proportion to the candidates', (_name, make) => {
  const steps = (size: number): number => {
    const registry = new Registry<{ value: number }>({ keys: 'duplicate' });
    for (let i = 0; i < size; i++) registry.register('mailer', i);
    const strategy = make();
    registry.pick('mailer', strategy);
    return countOperations(() => registry.pick('mailer', strategy)) / size;
  };
  expect(steps(1000)).toBeLessThan(steps(100) * 2);
});
