import { getRegistryToken, type Registry } from 'nestjs-registry';
import { REGISTRIES } from './app/soak.module.js';
import type { Running } from './app/start.js';
import type { Clients } from './clients/clients.js';
import type { Load } from './load/load.js';
import { turns } from './turns.js';
import { ends } from './watchdog.js';
import type { World } from './world.js';

/** So long there is load before the end. */
const LOAD = 300;

/** Closes the application while streams are open, handlers hang, workers work and much is registered. */
export async function closeInTheMiddle(
  world: World,
  { app, port }: Running,
  clients: Clients,
  load: Load,
  phase: number,
): Promise<void> {
  const { checks, clock, seed } = world;
  const registries = REGISTRIES.map((name) => app.get<Registry>(getRegistryToken(name)));
  await clients.tell({ type: 'load', port, seed, phase });
  await load.run(LOAD);
  await clients.pause();
  await clients.tell({ type: 'expect the end' });
  await ends(checks, 'closing the application', app.close());
  load.stop();
  await ends(checks, 'what was under way', load.abandoned());
  await ends(checks, 'the streams', clients.tell({ type: 'leave' }));
  await turns(5);
  for (const { name, closed, size } of registries)
    checks.equal('nothing is left', [closed, size], [true, 0], `closed registry ${name}`);
  checks.equal('nothing is left', clock.pending, 0, 'timers of a closed application');
}
