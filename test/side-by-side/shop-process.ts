/** Starts one of the shops, publishes, and says so when nothing has ended the process. */
import { Module, type ModuleMetadata } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Orders, Warehouse } from './shop.js';

const shops: Record<string, () => Promise<ModuleMetadata>> = {
  'event-emitter': async () => (await import('./with-event-emitter.js')).shop(),
  'event-emitter, suppressErrors: false': async () => {
    const { shop, StrictStock } = await import('./with-event-emitter.js');
    return shop(StrictStock);
  },
  'cqrs, rethrowUnhandled: true': async () =>
    (await import('./with-cqrs.js')).shop({ rethrowUnhandled: true }),
  registry: async () => (await import('./with-registry.js')).shop(),
};

const [shop = '', deed = ''] = process.argv.slice(2);

@Module((await shops[shop]?.()) ?? {})
class AppModule {}

const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
const orders = app.get(Orders);
app.get(Warehouse).empty = true;

if (deed === 'throws' || deed === 'rejects') orders.create({ id: 1, stock: deed });
else if (deed === 'cannot be constructed') orders.pack({ id: 1 });

process.on('beforeExit', () => console.log('survived'));
