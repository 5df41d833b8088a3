import type { NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';

/** The application, listening. Port 0 is any free one. */
export async function bootstrap(
  port: number,
  options: NestApplicationOptions = {},
): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule, {
    // A browser keeps connections open on which it has asked nothing yet; Node would wait for them at the shutdown.
    forceCloseConnections: true,
    ...options,
  });
  app.enableShutdownHooks();
  await app.listen(port);
  return app;
}
