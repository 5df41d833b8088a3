import type { ModuleMetadata } from '@nestjs/common';
import { Registry, RegistryModule } from 'nestjs-registry';
import { startApp } from '../../support/start-app.js';
import type { World } from '../world.js';

/** Starts an application in a world; what its start throws is thrown. */
export async function start(world: World, metadata: ModuleMetadata): Promise<Registry> {
  const { clock, onError } = world;
  const app = await startApp({
    ...metadata,
    imports: [
      RegistryModule.forRoot([
        { keys: 'duplicate', clock, onError },
        { name: 'workers', keys: 'unique', clock, onError },
      ]),
      ...(metadata.imports ?? []),
    ],
  });
  const ignore = (): void => undefined;
  app.useLogger({ error: (error) => world.tell('logger', error), log: ignore, warn: ignore });
  world.atEnd(() => app.close());
  return world.adopt(app.get(Registry));
}
