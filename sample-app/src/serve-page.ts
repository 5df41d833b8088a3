import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NestExpressApplication } from '@nestjs/platform-express';

/** `sample-app/page`: beside `src`, and so beside `dist` too, wherever the application is started. */
const PAGE = new URL('../page/', import.meta.url);
const PUBLIC = fileURLToPath(new URL('public/', PAGE));
const COMPILED = fileURLToPath(new URL('dist/page/', PAGE));
/** The package's folder: `require` finds the part for Node, which is one folder further down. */
const LIT_HTML = join(dirname(createRequire(import.meta.url).resolve('lit-html')), '..');

/**
 * Serves the page under `/page/`: its files, its compiled modules, and lit-html, which these import. Not at `/`, where every
 * request for anything else would look for a file first.
 */
export function servePage(app: NestExpressApplication): void {
  const policy = contentSecurityPolicy(readFileSync(`${PUBLIC}index.html`, 'utf8'));
  const setHeaders = (response: ServerResponse) => {
    response.setHeader('Content-Security-Policy', policy);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Cache-Control', 'no-cache');
  };
  app.useStaticAssets(PUBLIC, { setHeaders, prefix: '/page' });
  app.useStaticAssets(COMPILED, { setHeaders, prefix: '/page' });
  app.useStaticAssets(LIT_HTML, { setHeaders, prefix: '/page/lit-html' });

  const http = app.getHttpAdapter();
  http.get('/', (_: unknown, response: unknown) => http.redirect(response, 302, '/page/'));
}

/** Nothing from elsewhere, and of scripts in the page itself only the import map, by its hash. */
function contentSecurityPolicy(html: string): string {
  const [, importMap = ''] = /<script type="importmap">(.*?)<\/script>/s.exec(html) ?? [];
  const hash = createHash('sha256').update(importMap).digest('base64');
  return [
    "default-src 'none'",
    `script-src 'self' 'sha256-${hash}'`,
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
