import { ManualClock } from 'nestjs-registry/testing';
import type { Locator, Page } from 'playwright-core';
import { SampleApp } from '../sample-app/sample-app.js';
import { useBrowser } from './browser.js';

const tabs = useBrowser();

const visit = (tab: Page) =>
  tab
    .getByRole('region', { name: 'Users' })
    .getByRole('button', { name: 'Visit', exact: true })
    .click();
const user7 = (tab: Page): Locator => tab.locator('[data-user="7"]');
const happenings = (tab: Page): Locator =>
  tab.getByRole('log', { name: 'What happens to the users' });

it('shows a user who visits', async () => {
  await using app = await SampleApp.start();
  await using tab = await tabs.open(app.url);
  await tab.getByText('Nobody is there.').waitFor();
  await visit(tab);
  await user7(tab).getByText('running').waitFor();
  await happenings(tab).getByText('user 7 started').waitFor();
});

it('says which field is empty', async () => {
  await using app = await SampleApp.start();
  await using tab = await tabs.open(app.url);
  await tab.getByRole('region', { name: 'Users' }).getByLabel('User', { exact: true }).fill('');
  await visit(tab);
  await tab.getByRole('alert').getByText('id should not be empty').waitFor();
});

it('shows a crash, counts down its back-off, and shows the user come back', async () => {
  await using app = await SampleApp.start();
  await using tab = await tabs.open(app.url);
  await visit(tab);
  await user7(tab).getByRole('button', { name: 'Crash user 7' }).click();
  await happenings(tab)
    .getByText(/user 7 crashed in crash\(\)/)
    .waitFor();
  await happenings(tab).getByText('user 7 is back after 1 restart').waitFor();
  await user7(tab).getByText('running').waitFor();
  await user7(tab).getByRole('button', { name: 'Crash user 7' }).click();
  await user7(tab).getByText('restarting').waitFor();
  await user7(tab)
    .getByText(/back in \d\.\d s/)
    .waitFor();
  await happenings(tab).getByText('user 7 is back after 2 restarts').waitFor();
});

it('counts down to the moment when a user is idle, and shows why the user is gone', async () => {
  const clock = new ManualClock();
  await using app = await SampleApp.start(clock);
  await using tab = await tabs.open(app.url);
  await visit(tab);
  await user7(tab)
    .getByText(/idle in/)
    .waitFor();
  clock.advance(60_000);
  await happenings(tab).getByText('user 7 stopped: idle').waitFor();
  await tab.getByText('Nobody is there.').waitFor();
});

it('shows that a notification has arrived', async () => {
  await using app = await SampleApp.start();
  await using tab = await tabs.open(app.url);
  await visit(tab);
  await user7(tab).getByText('Notify (0)').click();
  await user7(tab).getByText('Notify (1)').waitFor();
});
