import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { Registry } from 'nestjs-registry';
import type { RegistryOverview } from '../live/live-event.js';
import { overviewOf } from './registry-overview.js';

/** What the registries of the application hold. */
@Injectable()
export class OverviewService {
  constructor(private readonly discovery: DiscoveryService) {}

  /** Each registry with its first entries, in the order of their names. */
  all(entries: number): RegistryOverview[] {
    const instances = this.discovery.getProviders().map((provider): unknown => provider.instance);
    return instances
      .filter((instance) => instance instanceof Registry)
      .sort((a, b) => a.name.localeCompare(b.name))
      .map((registry) => overviewOf(registry, entries));
  }
}
