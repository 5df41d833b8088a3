import { Owner, Registry, roundRobin } from 'nestjs-registry';
import { growth, survivorsOf } from '../support/heap.js';

it('one turn for 100,000 keys that come and go, of an owner that stays, keeps nothing of them', async () => {
  const registry = new Registry({ keys: 'duplicate' });
  const owner = new Owner();
  const turn = roundRobin();
  const use = (i: number): void => {
    for (let n = 0; n < 3; n++) registry.register(`key ${i}`, n, { owner });
    for (let n = 0; n < 4; n++) registry.pick(`key ${i}`, turn);
    registry.unregister(owner, `key ${i}`);
  };
  expect(await growth(use)).toBeLessThan(8);
  expect(turn([], 'key')).toBeUndefined();
});

it('a turn keeps no owner that has terminated, and no entry that has ended', async () => {
  const registry = new Registry({ keys: 'duplicate' });
  const turn = roundRobin();
  registry.register('mailer', 'stays');
  const refs = (() => {
    const owner = new Owner();
    registry.register('mailer', 'goes', { owner });
    const picked = [1, 2].map(() => registry.pick('mailer', turn)!);
    owner.terminate();
    return [new WeakRef(owner), new WeakRef(picked[1]!)];
  })();
  expect(await survivorsOf<object>(refs)).toEqual([]);
  expect(registry.pick('mailer', turn)?.value).toBe('stays');
});
