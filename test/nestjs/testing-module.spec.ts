import { Injectable } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Registry, RegistryModule, Subscribe } from 'nestjs-registry';

@Injectable()
class Handlers {
  @Subscribe('hello')
  onHello(): void {}
}

const metadata = {
  imports: [RegistryModule.forRoot({ keys: 'duplicate' })],
  providers: [Handlers],
};

it('wires the handlers of a testing module in init(), as Nest runs no hook in compile()', async () => {
  const module = await Test.createTestingModule(metadata).compile();
  expect(module.get(Registry).emit('hello', 1)).toBe(0);
  await module.init();
  expect(module.get(Registry).emit('hello', 1)).toBe(1);
  await module.close();
});
