import { Injectable } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { getRegistryToken, Registered, Registry, RegistryModule, Subscribe } from 'nestjs-registry';

@Registered('mailer', { registry: 'bus' })
@Injectable()
class Mailer {
  readonly heard: unknown[] = [];

  @Subscribe('order', { registry: 'bus' })
  onOrder(message: unknown): void {
    this.heard.push(message);
  }
}

function override(value: unknown): Promise<TestingModule> {
  return Test.createTestingModule({
    imports: [RegistryModule.forRoot({ name: 'bus', keys: 'duplicate' })],
    providers: [Mailer],
  })
    .overrideProvider(getRegistryToken('bus'))
    .useValue(value)
    .compile();
}

it('wires the handlers to the registry that a test put in its place', async () => {
  const double = new Registry({ name: 'double', keys: 'duplicate' });
  const module = await override(double);
  await module.init();
  double.emit('order', 1);
  expect(module.get(Mailer).heard).toEqual([1]);
  expect(double.lookup('mailer')).toHaveLength(1);
  await module.close();
  expect(double.closed).toBe(true);
});

it('refuses to wire handlers to something that is no registry', async () => {
  const module = await override({ emit: () => 0 });
  await expect(module.init()).rejects.toThrow(
    "expected the provider 'Registry:bus', which @Registered on Mailer needs, to be a Registry",
  );
});

it('finds a registry that the application provides under its token itself', async () => {
  const own = new Registry({ name: 'own', keys: 'duplicate' });
  const module = await Test.createTestingModule({
    imports: [RegistryModule.forRoot({ keys: 'unique' })],
    providers: [Mailer, { provide: getRegistryToken('bus'), useValue: own }],
  }).compile();
  await module.init();
  expect(own.emit('order', 1)).toBe(1);
  await module.close();
});
