import { whatToTry } from '../../sample-app/src/what-to-try.js';
import { SampleApp } from './sample-app.js';

/** The method, the URL, the header and the body of a curl line. */
const CURL =
  /^ +curl (?:-N )?(?:-X (?<method>\w+) )?'?(?<url>[^\s']+)'?(?: -H '(?<header>.*)' -d '(?<body>.*)')?$/;

it('prints commands that work', async () => {
  await using app = await SampleApp.start();
  const lines = whatToTry(app.url).match(/^ +curl.*$/gm)!;
  expect(lines).toHaveLength(15);
  for (const line of lines) {
    const { method, url, header, body } = CURL.exec(line)!.groups!;
    const ends = new AbortController();
    const response = await fetch(url!, {
      signal: ends.signal,
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: header === undefined ? {} : Object.fromEntries([header.split(': ')]),
      body: body ?? null,
    });
    ends.abort();
    expect({ line, ok: response.ok }).toEqual({ line, ok: true });
  }
});
