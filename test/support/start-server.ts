import { Module, type INestApplication, type ModuleMetadata } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';

export const PLATFORMS = ['Express', 'Fastify'] as const;
export type Platform = (typeof PLATFORMS)[number];

const started = new Set<INestApplication>();

/** A real server made of `metadata`, listening on a free port; closed after the test. */
export async function startServer(
  platform: Platform,
  metadata: ModuleMetadata,
  prepare: (app: INestApplication) => void = () => undefined,
): Promise<INestApplication> {
  @Module(metadata)
  class AppModule {}

  const options = { logger: false, abortOnError: false, forceCloseConnections: true } as const;
  const app =
    platform === 'Express'
      ? await NestFactory.create(AppModule, options)
      : await NestFactory.create(
          AppModule,
          new FastifyAdapter({ forceCloseConnections: true }),
          options,
        );
  started.add(app);
  prepare(app);
  await app.listen(0, '127.0.0.1');
  return app;
}

afterEach(async () => {
  const apps = [...started];
  started.clear();
  await Promise.all(apps.map((app) => app.close()));
});
