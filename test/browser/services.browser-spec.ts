import { ManualClock } from 'nestjs-registry/testing';
import type { Page } from 'playwright-core';
import { SampleApp } from '../sample-app/sample-app.js';
import { useBrowser } from './browser.js';

const tabs = useBrowser();

const services = (tab: Page) => tab.getByRole('region', { name: 'Services' });
const instances = (tab: Page) => tab.locator('[data-service]');

async function start(tab: Page, howMany: number): Promise<void> {
  for (let running = 0; running < howMany; running++) {
    await services(tab).getByRole('button', { name: 'Start an instance' }).click();
    await instances(tab).nth(running).waitFor();
  }
}

async function pick(tab: Page, strategy: string): Promise<number[]> {
  await services(tab).getByLabel('Strategy').selectOption(strategy);
  await services(tab).getByRole('button', { name: 'Pick' }).click();
  const chart = tab.locator('table.picks').filter({ hasText: strategy });
  await chart.waitFor();
  const counts = await chart.locator('td.number').allTextContents();
  return counts.map(Number);
}

it('shows how picks fall to the instances', async () => {
  await using app = await SampleApp.start();
  await using tab = await tabs.open(app.url);
  await start(tab, 2);
  expect(await pick(tab, 'round-robin')).toEqual([50, 50]);
  const hashed = await pick(tab, 'consistent-hash');
  expect(hashed.reduce((sum, count) => sum + count)).toBe(100);
  expect(hashed).toContain(100);
});

it('picks an instance that was killed no more', async () => {
  await using app = await SampleApp.start();
  await using tab = await tabs.open(app.url);
  await start(tab, 2);
  await pick(tab, 'random');
  await instances(tab).first().getByRole('button', { name: 'Kill' }).click();
  await instances(tab).nth(1).waitFor({ state: 'detached' });
  await tab.locator('[data-picked]').getByText('(gone)').waitFor();
  expect(await pick(tab, 'round-robin')).toEqual([100]);
});

it('lets an instance expire whose heart is silenced', async () => {
  const clock = new ManualClock();
  await using app = await SampleApp.start(clock);
  await using tab = await tabs.open(app.url);
  await start(tab, 1);
  await instances(tab).getByRole('button', { name: 'Silence' }).click();
  await instances(tab).getByRole('button', { name: 'Silence' }).waitFor({ state: 'detached' });
  clock.advance(60_000);
  await tab.getByText('No instance runs.').waitFor();
});
