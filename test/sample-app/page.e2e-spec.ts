import { SampleApp } from './sample-app.js';

describe('the page', () => {
  it.each([
    ['/', 'text/html; charset=utf-8'],
    ['/page/style.css', 'text/css; charset=utf-8'],
    ['/page/icon.svg', 'image/svg+xml'],
    ['/page/lit-html/lit-html.js', 'text/javascript; charset=utf-8'],
  ])('has %s, as what it is, asked for anew each time', async (path, type) => {
    await using app = await SampleApp.start();
    const { status, headers } = await fetch(app.url + path);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe(type);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-cache');
  });

  it('may run scripts of its own only', async () => {
    await using app = await SampleApp.start();
    const { headers } = await fetch(`${app.url}/page/`);
    const policy = headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/script-src 'self' 'sha256-[\w+/]{43}='(;|$)/);
  });

  it.each([
    '/page/..%2ftsconfig.json',
    '/page/..%2f..%2fpackage.json',
    '/page/lit-html/..%2fpackage.json',
    '/page/lit-html/..%2f..%2fpackage.json',
    '/page/lit-html/..%5c..%5cpackage.json',
  ])('gives nothing out that is not its own: %s', async (path) => {
    await using app = await SampleApp.start();
    expect((await app.get(path)).status).toBeGreaterThanOrEqual(400);
  });
});
