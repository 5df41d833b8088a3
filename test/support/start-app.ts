import { Module, type INestApplicationContext, type ModuleMetadata } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

const started = new Set<INestApplicationContext>();

/** A real, initialised application made of `metadata`; closed after the test if the test has not. */
export async function startApp(metadata: ModuleMetadata): Promise<INestApplicationContext> {
  @Module(metadata)
  class AppModule {}

  const app = await NestFactory.createApplicationContext(AppModule, {
    logger: false,
    abortOnError: false,
  });
  started.add(app);
  const close = app.close.bind(app);
  // Nest 11 would run the hooks of a closed application again.
  app.close = () => {
    started.delete(app);
    return close();
  };
  return app;
}

afterEach(async () => {
  const apps = [...started];
  started.clear();
  await Promise.all(apps.map((app) => app.close()));
});
