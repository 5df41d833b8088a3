import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Names that others have, too. */
const COMMON = new Set(['Message', 'Call', 'Node']);

/** What Node, RxJS and the application make for each request, stream, subscription and worker. */
const OTHERS = [
  'IncomingMessage',
  'ServerResponse',
  'Socket',
  'Subscription',
  'SafeSubscriber',
  'AbortController',
  'AbortSignal',
  'Timeout',
  'AccountWorker',
  'JobWorker',
  'OrdersController',
  'Stock',
];

/** The names of what would be kept by a leak: the library's own classes, as they are built, and what hangs on them. */
export function keptIfLeaked(): Set<string> {
  const folder = dirname(fileURLToPath(import.meta.resolve('nestjs-registry')));
  const names = new Set(OTHERS);
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.js')) continue;
    const text = readFileSync(join(folder, file), 'utf8');
    for (const [, name] of text.matchAll(/^(?:export )?(?:abstract )?class (\w+)/gm))
      if (!COMMON.has(name!)) names.add(name!);
  }
  return names;
}
