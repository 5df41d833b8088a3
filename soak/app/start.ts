import type { AddressInfo } from 'node:net';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Server } from 'node:http';
import type { World } from '../world.js';
import { SoakModule } from './soak.module.js';

/** The application as it runs. */
export interface Running {
  readonly app: INestApplication<Server>;
  readonly port: number;
}

export async function start(world: World): Promise<Running> {
  const options = { logger: false, forceCloseConnections: true } as const;
  const app = await NestFactory.create<INestApplication<Server>>(SoakModule.of(world), options);
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return { app, port };
}

/** How many connections the application has. */
export function connections({ app }: Running): Promise<number> {
  return new Promise((resolve, reject) => {
    app.getHttpServer().getConnections((error, count) => {
      if (error === null) resolve(count);
      else reject(error);
    });
  });
}
