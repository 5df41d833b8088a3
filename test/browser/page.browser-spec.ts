import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { SampleApp } from '../sample-app/sample-app.js';
import { live, useBrowser } from './browser.js';

const tabs = useBrowser();

/** Something in every card. */
async function fill(app: SampleApp, tab: Page): Promise<void> {
  await app.get('/users/7');
  await app.post('/orders', { item: 'unicorn', quantity: 1, customer: 7 });
  await app.post('/sessions', { user: 'ada', device: 'laptop', kind: 'sliding', ttl: 30_000 });
  await app.post('/services', { type: 'api', region: 'eu' });
  await app.post('/services/api/picks', { strategy: 'random', count: 10 });
  await tab.getByRole('button', { name: 'Join' }).click();
  for (const what of ['user', 'order', 'session', 'service', 'picked', 'present', 'registry'])
    await tab.locator(`[data-${what}]`).first().waitFor();
}

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  it('has no violation of accessibility', async () => {
    await using app = await SampleApp.start();
    await using tab = await tabs.open(app.url, { colorScheme });
    await fill(app, tab);
    await tab.evaluate(axe.source);
    const { violations } = await tab.evaluate<axe.AxeResults>('axe.run()');
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });
});

it('fits into the width of a phone', async () => {
  await using app = await SampleApp.start();
  await using tab = await tabs.open(app.url, { viewport: { width: 360, height: 740 } });
  await fill(app, tab);
  expect(await tab.evaluate<number>('document.documentElement.scrollWidth')).toBe(360);
});

it('shows every button of a table on a phone', async () => {
  await using app = await SampleApp.start();
  await using tab = await tabs.open(app.url, { viewport: { width: 360, height: 740 } });
  await fill(app, tab);
  await tab.getByRole('button', { name: 'Start an instance' }).click();
  await tab.getByRole('button', { name: /^Silence/ }).waitFor();
  const cut = `[...document.querySelectorAll('.table:not(.entries)')]
    .filter(({ clientWidth, scrollWidth }) => scrollWidth > clientWidth)
    .map(({ innerText }) => innerText)`;
  expect(await tab.evaluate(cut)).toEqual([]);
});

it('is used with the keyboard alone', async () => {
  await using app = await SampleApp.start();
  await using tab = await tabs.open(app.url);
  const focused = tab.locator(':focus');
  do await tab.keyboard.press('Tab');
  while ((await focused.textContent()) !== 'Visit');
  await tab.keyboard.press('Space');
  await tab.locator('[data-user="7"]').waitFor();
});

it('says that the connection is lost, comes back by itself, and shows what is there then', async () => {
  const before = await SampleApp.start();
  await using tab = await tabs.open(before.url, { complaints: /ERR_/ });
  await fill(before, tab);
  await before[Symbol.asyncDispose]();
  await tab.getByRole('status').getByText('Connection lost').waitFor();
  await tab.getByRole('region', { name: 'Rooms, with' }).getByText('Connecting…').waitFor();

  await using app = await SampleApp.start(undefined, before.port);
  await live(tab);
  await tab.getByText('Nobody is there.').waitFor();
  await tab.getByText('No order yet.').waitFor();
  await tab.locator('[data-present="ada"]').waitFor();
  await app.get('/users/8');
  await tab.locator('[data-user="8"]').waitFor();
});

it('comes back also after an answer at which a browser gives up', async () => {
  await using app = await SampleApp.start();
  await using tab = await tabs.open(app.url, { complaints: /503/ });
  await tab.route('**/live', (route) => route.fulfill({ status: 503 }), { times: 1 });
  await tab.reload();
  await tab.getByRole('status').getByText('Connection lost').waitFor();
  await live(tab);
});
