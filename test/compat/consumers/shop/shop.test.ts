import 'reflect-metadata';
import { Test, type TestingModule } from '@nestjs/testing';
import { getRegistryToken, Registry, RegistryModule } from 'nestjs-registry';
import { ManualClock, recordMessages } from 'nestjs-registry/testing';
import { Mailer, Shop, ShopModule } from './shop.js';

describe('a shop', () => {
  let module: TestingModule;

  beforeEach(async () => {
    module = await Test.createTestingModule({ imports: [ShopModule] }).compile();
    await module.init();
  });

  afterEach(() => module.close());

  it('has a worker for each user, and tells who subscribes', async () => {
    const shop = module.get(Shop);
    const recorder = recordMessages(shop.events);
    expect(await shop.order(7)).toBe(1);
    expect(await shop.order(7)).toBe(2);
    expect(await shop.order(8)).toBe(1);
    expect(module.get(Mailer).mailed).toEqual([7, 7, 8]);
    expect(recorder.of('order:created')).toEqual([{ id: 7 }, { id: 7 }, { id: 8 }]);
    recorder.stop();
  });
});

it('lives by the clock of the test', async () => {
  const clock = new ManualClock();
  const module = await Test.createTestingModule({
    imports: [RegistryModule.forRoot({ name: 'sessions', keys: 'unique', clock })],
  }).compile();
  const sessions = module.get<Registry>(getRegistryToken('sessions'));
  expect(sessions).toBeInstanceOf(Registry);
  sessions.register('ann', 1, { ttl: 1000 });
  clock.advance(999);
  expect(sessions.size).toBe(1);
  clock.advance(1);
  expect(sessions.size).toBe(0);
  await module.close();
});
