import { spawnSync } from 'node:child_process';

/** The page that the tests look at is the page as it is now. */
export default function compilePage() {
  const { status } = spawnSync(
    process.execPath,
    ['node_modules/typescript/bin/tsc', '-p', 'sample-app/page'],
    {
      stdio: 'inherit',
    },
  );
  if (status !== 0) throw new Error('sample-app/page does not compile');
}
