import type { Page } from 'playwright-core';
import { SampleApp } from '../sample-app/sample-app.js';
import { useBrowser } from './browser.js';

const tabs = useBrowser();

async function join(tab: Page, name: string, room = 'lobby'): Promise<void> {
  await tab.getByLabel('Room', { exact: true }).fill(room);
  await tab.getByLabel('Your name').fill(name);
  await tab.getByRole('button', { name: 'Join' }).click();
}

const present = (tab: Page, name: string) => tab.locator(`[data-present="${name}"]`);

it('shows two tabs in a room to each other, and one’s close at once', async () => {
  await using app = await SampleApp.start();
  await using ada = await tabs.open(app.url);
  await using bob = await tabs.open(app.url);
  await join(ada, 'ada');
  await join(bob, 'bob');
  await present(ada, 'bob').waitFor();
  await present(bob, 'ada').waitFor();
  await bob.close();
  await present(ada, 'bob').waitFor({ state: 'detached' });
});

it('shows who is in the lobby to those who have not joined', async () => {
  await using app = await SampleApp.start();
  await using ada = await tabs.open(app.url);
  await using guest = await tabs.open(app.url);
  await join(ada, 'ada');
  await present(guest, 'ada').waitFor();
  await ada.getByRole('button', { name: 'Leave', exact: true }).click();
  await present(guest, 'ada').waitFor({ state: 'detached' });
});

it('counts the tabs of one name', async () => {
  await using app = await SampleApp.start();
  await using one = await tabs.open(app.url);
  await using other = await tabs.open(app.url);
  await join(one, 'ada');
  await join(other, 'ada');
  await present(one, 'ada').getByText('ada (2 tabs)').waitFor();
});

it('carries a message to the other tab', async () => {
  await using app = await SampleApp.start();
  await using ada = await tabs.open(app.url);
  await using bob = await tabs.open(app.url);
  await join(ada, 'ada', 'garden');
  await join(bob, 'bob', 'garden');
  await present(bob, 'ada').waitFor();
  await ada.getByLabel('Message').fill('good morning');
  await ada.getByLabel('Message').press('Enter');
  await bob
    .getByRole('log', { name: 'What is said in garden' })
    .getByText('ada: good morning')
    .waitFor();
});

it('shows why nobody can join without a name', async () => {
  await using app = await SampleApp.start();
  await using tab = await tabs.open(app.url);
  await join(tab, '');
  await tab.getByRole('alert').getByText(/name/).waitFor();
});
