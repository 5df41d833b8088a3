/**
 * Pictures of the sample application's page for the documentation, always of the same little story.
 *
 *     npm run screenshots
 */
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { CHROMIUM_ARGS, findChromium } from '../test/browser/chromium.js';

/** Grey edges of letters make smaller pictures than coloured ones. */
const ARGS = [...CHROMIUM_ARGS, '--disable-lcd-text'];
const FOLDER = 'docs/images';
/** @type {[name: string, options: import('playwright-core').BrowserContextOptions, from: string][]} */
const PICTURES = [
  ['page-light', { viewport: { width: 1200, height: 1000 }, colorScheme: 'light' }, 'users'],
  ['page-dark', { viewport: { width: 1200, height: 1000 }, colorScheme: 'dark' }, 'services'],
  ['page-phone', { viewport: { width: 360, height: 740 }, colorScheme: 'light' }, 'users'],
];

const app = spawn(process.execPath, ['sample-app/dist/main.js'], {
  env: { ...process.env, PORT: '0' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const executablePath = findChromium();
const browser = await chromium.launch({
  args: ARGS,
  ...(executablePath !== undefined && { executablePath }),
});
try {
  const url = await listening();
  mkdirSync(FOLDER, { recursive: true });
  const pages = await Promise.all(PICTURES.map(([, options]) => open(url, options)));
  for (const [index, page] of pages.entries())
    await join(page, /** @type {string} */ (['ada', 'bob', 'eve'][index]));
  const [first] = pages;
  if (first === undefined) throw new Error('no picture is wanted');
  await story(url, first);
  for (const [index, [name, , from]] of PICTURES.entries()) {
    await pages[index]?.evaluate(
      `document.getElementById('${from}').parentElement.scrollIntoView()`,
    );
    await pages[index]?.screenshot({ path: `${FOLDER}/${name}.png` });
  }
} finally {
  await browser.close();
  app.kill();
}

/** @returns {Promise<string>} */
async function listening() {
  let said = '';
  for await (const text of app.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    said += text;
    const url = /http:\/\/localhost:\d+/.exec(said)?.[0];
    if (url === undefined) continue;
    app.stdout.resume();
    return url;
  }
  throw new Error(`the application did not start: ${said}`);
}

/**
 * @param {string} url
 * @param {import('playwright-core').BrowserContextOptions} options
 */
async function open(url, options) {
  const page = await (await browser.newContext(options)).newPage();
  await page.goto(url);
  await page.getByRole('status').filter({ hasText: 'Live' }).waitFor();
  return page;
}

/**
 * @param {import('playwright-core').Page} page
 * @param {string} name
 */
async function join(page, name) {
  await page.getByLabel('Your name').fill(name);
  await page.getByRole('button', { name: 'Join' }).click();
  await page.locator(`[data-present="${name}"]`).waitFor();
}

/**
 * One user visits, another one is about to come back from a crash; an order is sold out; instances of a service are picked.
 *
 * @param {string} url
 * @param {import('playwright-core').Page} page
 */
async function story(url, page) {
  for (const device of ['laptop', 'phone'])
    await post(url, '/sessions', { user: 'ada', device, kind: 'sliding', ttl: 60_000 });
  await post(url, '/sessions', { user: 'bob', device: 'laptop', kind: 'fixed', ttl: 30_000 });
  for (const text of ['Good morning!', 'Shall we open a second tab?']) {
    await page.getByLabel('Message').fill(text);
    await page.getByLabel('Message').press('Enter');
  }
  for (const region of ['eu', 'us', 'ap']) {
    await page.getByLabel('Region').selectOption(region);
    await page.getByRole('button', { name: 'Start an instance' }).click();
    await page.locator('[data-service]').getByText(region, { exact: true }).waitFor();
  }
  for (let second = 0; second < 8; second++) {
    await post(url, '/orders', { item: 'book', quantity: 1, customer: 7 });
    await page.waitForResponse(/heartbeat/);
  }
  await post(url, '/orders', { item: 'unicorn', quantity: 1, customer: 7 });
  await page.getByLabel('Strategy').selectOption('random');
  await page.getByRole('button', { name: 'Pick' }).click();
  await post(url, '/users/7/visits', { page: '/home' });
  await post(url, '/users/42/visits', { page: '/cart' });
  const log = page.getByRole('log', { name: 'What happens to the users' });
  for (const restart of [1, 2]) {
    await post(url, '/users/42/crash');
    await log.getByText(`user 42 is back after ${restart} restart`).waitFor();
  }
  await post(url, '/users/42/crash');
  await page.locator('[data-user="42"]').getByText('restarting').waitFor();
}

/**
 * @param {string} url
 * @param {string} path
 * @param {object} [body]
 */
async function post(url, path, body = {}) {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`POST ${path} → ${response.status} ${await response.text()}`);
}
