import { ManualClock } from 'nestjs-registry/testing';
import type { Page } from 'playwright-core';
import { SampleApp } from '../sample-app/sample-app.js';
import { useBrowser } from './browser.js';

const tabs = useBrowser();

async function logIn(tab: Page, device: string, kind = 'sliding'): Promise<void> {
  const sessions = tab.getByRole('region', { name: 'Sessions' });
  await sessions.getByLabel('Device').fill(device);
  await sessions.getByLabel('Kind').selectOption(kind);
  await sessions.getByRole('button', { name: 'Log in' }).click();
  await session(tab, device).waitFor();
}

const session = (tab: Page, device: string) => tab.locator(`[data-session="ada ${device}"]`);
const ended = (tab: Page) => tab.getByRole('log', { name: 'How sessions ended' });

it('counts a session down', async () => {
  await using app = await SampleApp.start();
  await using tab = await tabs.open(app.url);
  await logIn(tab, 'laptop');
  await session(tab, 'laptop').getByText('29 s').waitFor();
  await session(tab, 'laptop').getByText('28 s').waitFor();
});

it('shows that a session has expired', async () => {
  const clock = new ManualClock();
  await using app = await SampleApp.start(clock);
  await using tab = await tabs.open(app.url);
  await logIn(tab, 'laptop', 'fixed');
  clock.advance(30_000);
  await ended(tab).getByText("ada's laptop: expired").waitFor();
  await session(tab, 'laptop').waitFor({ state: 'detached' });
});

it('prolongs a sliding session that is touched', async () => {
  const clock = new ManualClock();
  await using app = await SampleApp.start(clock);
  await using tab = await tabs.open(app.url);
  await logIn(tab, 'laptop');
  await logIn(tab, 'phone', 'fixed');
  clock.advance(20_000);
  await tab.getByRole('button', { name: "Touch ada's laptop" }).click();
  await session(tab, 'laptop')
    .getByText(/^[45]\d s/)
    .waitFor();
  clock.advance(20_000);
  await ended(tab).getByText("ada's phone: expired").waitFor();
  expect(await session(tab, 'laptop').count()).toBe(1);
});

it('logs out one device', async () => {
  await using app = await SampleApp.start();
  await using tab = await tabs.open(app.url);
  await logIn(tab, 'laptop');
  await logIn(tab, 'phone');
  await tab.getByRole('button', { name: "Log out ada's phone" }).click();
  await session(tab, 'phone').waitFor({ state: 'detached' });
  expect(await session(tab, 'laptop').count()).toBe(1);
});

it('logs a user out everywhere', async () => {
  await using app = await SampleApp.start();
  await using tab = await tabs.open(app.url);
  await logIn(tab, 'laptop');
  await logIn(tab, 'phone', 'fixed');
  await tab.getByRole('button', { name: 'Log ada out everywhere' }).click();
  await tab.getByText('Nobody is logged in.').waitFor();
  await ended(tab).getByText("ada's phone: logged out everywhere").waitFor();
});
