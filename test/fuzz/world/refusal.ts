import { AlreadyRegisteredError, OwnerTerminatedError, RegistryClosedError } from 'nestjs-registry';
import type { Place } from './model.js';
import type { World } from './world.js';

/** Why nothing can be registered there, if so. */
export function refusal(world: World, place: Place, owner: number | undefined): unknown {
  const { model } = world;
  if (model.closed) return RegistryClosedError;
  if (owner !== undefined && model.dead.has(owner)) return OwnerTerminatedError;
  if (model.unique && model.at(place).length > 0) return AlreadyRegisteredError;
  return undefined;
}
