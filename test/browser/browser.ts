import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { CHROMIUM_ARGS, findChromium } from './chromium.js';

export interface TabOptions extends BrowserContextOptions {
  /** What a test expects the page to complain of on the console, such as an answer of status 400. */
  readonly complaints?: RegExp;
}

export interface Tabs {
  /** A tab of a profile of its own, in which the page is live. To be closed before the application is. */
  open(url: string, options?: TabOptions): Promise<Page>;
}

/**
 * A Chromium for all tests of a file. A test fails if its page has an uncaught error or
 * complains on the console, as it does of what its Content-Security-Policy forbids.
 */
export function useBrowser(): Tabs {
  let browser: Browser;
  let complaints: string[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: findChromium()!, args: CHROMIUM_ARGS });
  });

  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    const all = complaints;
    complaints = [];
    expect(all).toEqual([]);
  });

  afterAll(() => browser.close());

  return {
    async open(url, { complaints: expected = /^$/, ...options } = {}) {
      const context = await browser.newContext(options);
      context.setDefaultTimeout(20_000);
      const tab = await context.newPage();
      tab.on('pageerror', (error) => complaints.push(String(error)));
      tab.on('console', (message) => {
        const isComplaint = ['error', 'warning'].includes(message.type());
        if (isComplaint && !expected.test(message.text())) complaints.push(message.text());
      });
      await tab.goto(url);
      await live(tab);
      return tab;
    },
  };
}

/** Until the page has its live events. */
export async function live(tab: Page): Promise<void> {
  await tab.getByRole('status').filter({ hasText: 'Live' }).waitFor();
}
