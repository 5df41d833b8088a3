import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

export interface End {
  readonly code: number;
  readonly output: string;
}

/** How long a test of it may take: on a busy machine a process starts slowly. */
export const LIMIT = 60_000;

/** How a process ends in which `shop` runs and does `deed`. */
export function runShop(shop: string, deed: string): Promise<End> {
  const args = ['--import', new URL('typescript-hooks.mjs', import.meta.url).href];
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [...args, here('shop-process.ts'), shop, deed],
      (_error, stdout, stderr) => {
        resolve({ code: child.exitCode ?? -1, output: `${stdout}${stderr}` });
      },
    );
  });
}
