import type { NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { WsAdapter } from '@nestjs/platform-ws';
import { AppModule } from './app.module.js';
import { parseMessage } from './rooms/message-parser.js';
import { servePage } from './serve-page.js';

export const OPTIONS: NestApplicationOptions = {
  // A browser keeps connections open on which it has asked nothing yet; Node would wait for them at the shutdown.
  forceCloseConnections: true,
};

/** The application, listening. Port 0 is any free one. */
export async function bootstrap(
  port: number,
  options: NestApplicationOptions = {},
): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule, {
    ...OPTIONS,
    ...options,
  });
  return serve(app, port);
}

/** What the application is beside its modules, also where a test has made it. */
export async function serve(
  app: NestExpressApplication,
  port: number,
): Promise<NestExpressApplication> {
  app.useWebSocketAdapter(new WsAdapter(app, { messageParser: parseMessage }));
  app.enableShutdownHooks();
  servePage(app);
  await app.listen(port);
  return app;
}
