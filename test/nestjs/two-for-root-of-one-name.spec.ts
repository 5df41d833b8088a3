import { Module } from '@nestjs/common';
import { DuplicateRegistryError, RegistryModule } from 'nestjs-registry';
import { startApp } from '../support/start-app.js';

const here = 'two-for-root-of-one-name.spec.ts';

@Module({ imports: [RegistryModule.forRoot({ name: 'events', keys: 'duplicate' })] })
class OrdersModule {}

@Module({ imports: [RegistryModule.forRoot({ name: 'events', keys: 'duplicate' })] })
class UsersModule {}

it('refuses two configurations of one name and says where they are', async () => {
  const start = startApp({ imports: [OrdersModule, UsersModule] });
  await expect(start).rejects.toThrow(DuplicateRegistryError);
  await expect(start).rejects.toMatchObject({
    code: 'DUPLICATE_REGISTRY',
    places: [expect.stringContaining(`${here}:7:`), expect.stringContaining(`${here}:10:`)],
  });
});

it('says where also when one configuration is part of a list', async () => {
  const start = startApp({
    imports: [
      UsersModule,
      RegistryModule.forRoot([
        { name: 'workers', keys: 'unique' },
        { name: 'events', keys: 'duplicate' },
      ]),
    ],
  });
  await expect(start).rejects.toThrow(`${here}:26:`);
});

it('accepts one configuration imported by two modules', async () => {
  const configuration = RegistryModule.forRoot({ name: 'events', keys: 'duplicate' });

  @Module({ imports: [configuration] })
  class OtherModule {}

  await expect(startApp({ imports: [configuration, OtherModule] })).resolves.toBeDefined();
});
