import { SampleApp } from '../sample-app/sample-app.js';
import { useBrowser } from './browser.js';

const tabs = useBrowser();

it('shows the entries of each registry with their owners, and counts them', async () => {
  await using app = await SampleApp.start();
  await using tab = await tabs.open(app.url);
  const users = tab.locator('[data-registry="users"]');
  await users.getByText('No entries.').waitFor();
  await app.get('/users/7');
  await app.get('/users/8');
  await users.locator('[data-count="entries"]').getByText('2', { exact: true }).waitFor();
  await users.getByText('["user",7]').waitFor();
});

it('shows how much is delivered each second', async () => {
  await using app = await SampleApp.start();
  await using tab = await tabs.open(app.url);
  await app.post('/orders', { item: 'book', quantity: 2, customer: 7 });
  await tab
    .locator('[data-registry="events"]')
    .getByText(/[1-9]\d* deliveries\/s/)
    .waitFor();
});
