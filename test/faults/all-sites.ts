import type { Site } from './site.js';
import { HANDLER_SITES } from './sites/handlers-of-applications.js';
import { OWNER_SITES } from './sites/owners.js';
import { PUBLISHING_SITES } from './sites/publishing.js';
import { REGISTRY_SITES } from './sites/registry.js';
import { START_SITES } from './sites/starts-of-applications.js';
import { VALUE_SITES } from './sites/values.js';
import { WORKER_SITES } from './sites/workers.js';

/** Those that need no application. */
export const SITES_WITHOUT_NEST: readonly Site[] = [
  ...OWNER_SITES,
  ...REGISTRY_SITES,
  ...VALUE_SITES,
  ...PUBLISHING_SITES,
  ...WORKER_SITES,
];

export const SITES_OF_NEST: readonly Site[] = [...HANDLER_SITES, ...START_SITES];

/** Every place in which the library calls code of a user. */
export const SITES: readonly Site[] = [...SITES_WITHOUT_NEST, ...SITES_OF_NEST];
