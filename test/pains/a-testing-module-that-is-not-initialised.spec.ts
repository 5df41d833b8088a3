// nestjs/event-emitter#92, #770; nestjs/cqrs#119; nestjs/nest#1592: after compile() the decorators do nothing, and nothing says why.
import { Injectable, type LoggerService } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Registry, RegistryModule, Subscribe } from 'nestjs-registry';

@Injectable()
class Handlers {
  @Subscribe('news')
  on(): void {}
}

it('a warning names the missing call, and after it everything works', async () => {
  const warnings: unknown[] = [];
  const logger: LoggerService = { log() {}, error() {}, warn: (text) => warnings.push(text) };
  const module = await Test.createTestingModule({
    imports: [RegistryModule.forRoot({ keys: 'duplicate' })],
    providers: [Handlers],
  })
    .setLogger(logger)
    .compile();
  expect(module.get(Registry).emit('news', 1)).toBe(0);
  expect(warnings).toEqual([expect.stringContaining('await module.init()')]);
  await module.init();
  expect(module.get(Registry).emit('news', 1)).toBe(1);
  await module.close();
});
