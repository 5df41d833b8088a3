/** An application in plain JavaScript, where decorators are functions. What it is made of is passed in, however it was loaded. */
module.exports = function shopModule(
  { Controller, Get, Inject, Module, Param },
  { InjectSupervisor, provideWorkers, Registered, Registry, RegistryModule, Subscribe, Worker },
) {
  class User {
    #visits = 0;

    visit() {
      return ++this.#visits;
    }
  }
  decorate(
    User,
    Worker({ registry: 'workers' }),
    Registered((id) => ['user', id]),
  );

  class Mailer {
    onCreated(id) {
      return `mailed ${id}`;
    }
  }
  decorateMethod(Mailer, 'onCreated', Subscribe('order:created'));

  class Orders {
    constructor(registry, users) {
      this.registry = registry;
      this.users = users;
    }

    async create(id) {
      const deliveries = await this.registry.dispatch('order:created', id).settled();
      const user = await this.users.getOrStart(id);
      return {
        told: deliveries.map(({ handler, value }) => `${handler}: ${value}`),
        visits: await user.call.visit(),
      };
    }
  }
  Inject(Registry)(Orders, undefined, 0);
  InjectSupervisor(User)(Orders, undefined, 1);
  Param('id')(Orders.prototype, 'create', 0);
  decorateMethod(Orders, 'create', Get('orders/:id'));
  decorate(Orders, Controller());

  class AppModule {}
  decorate(
    AppModule,
    Module({
      imports: [
        RegistryModule.forRoot([{ keys: 'duplicate' }, { name: 'workers', keys: 'unique' }]),
      ],
      controllers: [Orders],
      providers: [Mailer, ...provideWorkers(User)],
    }),
  );
  return AppModule;
};

function decorate(type, ...decorators) {
  for (const decorator of decorators.reverse()) decorator(type);
}

function decorateMethod({ prototype }, name, decorator) {
  decorator(prototype, name, Object.getOwnPropertyDescriptor(prototype, name));
}
