import type { Page } from 'playwright-core';
import { SampleApp } from '../sample-app/sample-app.js';
import { useBrowser } from './browser.js';

const tabs = useBrowser();

const orders = (tab: Page) => tab.getByRole('region', { name: 'Orders' });

async function order(tab: Page, item: string, quantity = '1'): Promise<void> {
  await orders(tab).getByLabel('Item').fill(item);
  await orders(tab).getByLabel('Quantity').fill(quantity);
  await orders(tab).getByRole('button', { name: 'Order' }).click();
}

it('shows every delivery of an order: the failed one, and the request-scoped one', async () => {
  await using app = await SampleApp.start();
  await using tab = await tabs.open(app.url);
  await order(tab, 'unicorn');
  const delivery = (handler: string) =>
    orders(tab).locator(`[data-order="1"] [data-handler^="${handler}"]`);
  await delivery('StockService').getByText('failed').waitFor();
  await delivery('StockService').getByText('unicorn is sold out').waitFor();
  await delivery('AuditService').getByText('POST /orders').waitFor();
  for (const handler of ['InvoiceService', 'MailService', 'NotificationService', 'AuditService'])
    await delivery(handler).getByText('delivered').waitFor();
});

it('shows another one’s order, too', async () => {
  await using app = await SampleApp.start();
  await using tab = await tabs.open(app.url);
  await app.post('/orders', { item: 'book', quantity: 2, customer: 7 });
  await orders(tab).getByText('Order 1: book').waitFor();
});

it('shows what the application says of an invalid order', async () => {
  await using app = await SampleApp.start();
  await using tab = await tabs.open(app.url, { complaints: /status of 400/ });
  await order(tab, 'book', '0');
  await tab.getByRole('alert').getByText('quantity must be a positive number').waitFor();
});

it('folds an order up when the next one comes', async () => {
  await using app = await SampleApp.start();
  await using tab = await tabs.open(app.url);
  const first = orders(tab).locator('[data-order="1"]').getByRole('table');
  await order(tab, 'book');
  await first.waitFor();
  await order(tab, 'pen');
  await orders(tab).locator('[data-order="2"]').getByRole('table').waitFor();
  await first.waitFor({ state: 'hidden' });
});
