import { Injectable } from '@nestjs/common';
import { Registry, RegistryModule, Subscribe } from 'nestjs-registry';
import { startApp } from '../support/start-app.js';

const imports = [RegistryModule.forRoot({ keys: 'duplicate' })];

abstract class Base {
  readonly heard: string[] = [];

  @Subscribe('topic')
  on(): void {
    this.heard.push('Base.on');
  }
}

it('subscribes an inherited method', async () => {
  @Injectable()
  class Child extends Base {}

  const app = await startApp({ imports, providers: [Child] });
  app.get(Registry).emit('topic', 1);
  expect(app.get(Child).heard).toEqual(['Base.on']);
});

it('subscribes an override once, in place of what it overrides', async () => {
  @Injectable()
  class Child extends Base {
    override on(): void {
      this.heard.push('Child.on');
    }
  }

  const app = await startApp({ imports, providers: [Child] });
  app.get(Registry).emit('topic', 1);
  expect(app.get(Child).heard).toEqual(['Child.on']);
});

it('subscribes a decorated override once, to its own topic', async () => {
  @Injectable()
  class Child extends Base {
    @Subscribe('other')
    override on(): void {
      this.heard.push('Child.on');
    }
  }

  const app = await startApp({ imports, providers: [Child] });
  expect(app.get(Registry).emit('topic', 1)).toBe(0);
  expect(app.get(Registry).emit('other', 1)).toBe(1);
});

it('leaves the decorators of a parent alone when a child adds some', async () => {
  @Injectable()
  class Parent extends Base {}

  @Injectable()
  class Child extends Base {
    @Subscribe('more')
    more(): void {}
  }

  const app = await startApp({ imports, providers: [Parent, Child] });
  expect(app.get(Registry).emit('topic', 1)).toBe(2);
  expect(app.get(Registry).emit('more', 1)).toBe(1);
});
