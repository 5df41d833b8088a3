import { jest } from '@jest/globals';
import { UnhandledErrors } from '../support/unhandled.js';
import { REJECTED, THROWN } from './fault.js';
import type { Site } from './site.js';
import { expected, tryOut, waysFor } from './try-out.js';

/** Each site with each way in which a callback can fail there. */
export function describeSites(sites: readonly Site[]): void {
  const unhandled = new UnhandledErrors();

  afterEach(() => {
    jest.restoreAllMocks();
  });

  describe.each(sites.map((site) => [site.name, site] as const))('%s', (_, site) => {
    const { thrown, rejected } = site;

    it.each(waysFor(site, THROWN))(`that throws %s: ${thrown.join(', ')}`, async (_kind, make) => {
      expect(await tryOut(site, make(), unhandled)).toEqual(expected(thrown));
    });

    if (rejected === undefined) return;
    it.each(waysFor(site, REJECTED))(
      `that rejects with %s: ${rejected.join(', ')}`,
      async (_kind, make) => {
        expect(await tryOut(site, make(), unhandled)).toEqual(expected(rejected));
      },
    );
  });
}
