import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm, ROOT, succeed, TEMPORARY } from './shell.mjs';

/** What npm runs by itself where a package is installed. */
const INSTALL_SCRIPTS = [
  'preinstall',
  'install',
  'postinstall',
  'prepare',
  'preprepare',
  'postprepare',
];

/**
 * @param {boolean} build whether dist/ is made anew
 * @param {import('./report.mjs').Report} report
 * @returns {Promise<string | undefined>} the path of the tarball
 */
export async function buildPackage(build, report) {
  /** @type {string | undefined} */
  let tarball;
  await report.check('package', build ? 'build and pack' : 'pack', async () => {
    if (build) await succeed('npm', ['run', 'build']);
    const { stdout } = await npm(['pack', '--json', '--pack-destination', TEMPORARY], ROOT);
    const [{ filename, size, entryCount }] = JSON.parse(stdout);
    tarball = join(TEMPORARY, filename);
    return `${entryCount} files, ${Math.ceil(size / 1024)} kB`;
  });
  return tarball;
}

/**
 * @param {string} tarball
 * @param {import('./report.mjs').Report} report
 */
export async function checkPackage(tarball, report) {
  const unpacked = join(TEMPORARY, 'unpacked');
  mkdirSync(unpacked);
  await succeed('tar', ['-xzf', tarball, '-C', unpacked]);
  const root = join(unpacked, 'package');
  await report.check('package', 'files', () => checkFiles(root));
  await report.check('package', 'manifest', () => checkManifest(root));
}

/**
 * The compiled modules of lib/ with their types, and what npm shows of a package. No sources, and so no source maps: these
 * would lead to what is not there, and the modules are what the compiler leaves of the sources, comments included.
 *
 * @param {string} root
 */
function checkFiles(root) {
  const compiled = filesIn(join(ROOT, 'lib')).flatMap((path) => {
    const module = `dist/${path.replace(/\.ts$/, '')}`;
    return [`${module}.d.ts`, `${module}.js`];
  });
  const shown = ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'];
  const files = filesIn(root);
  assert.deepEqual(files, [...shown, ...compiled].toSorted());
  const mapped = files.filter((path) =>
    readFileSync(join(root, path), 'utf8').includes('sourceMappingURL'),
  );
  assert.deepEqual(mapped, [], 'no file names a source map');
  return `${compiled.length} modules and types of lib/, and ${shown.join(', ')}`;
}

/** @param {string} folder */
function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => !each.isDirectory())
    .map((each) =>
      join(each.parentPath, each.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .toSorted();
}

/**
 * Nothing comes with the package, and nothing of it runs before it is imported.
 *
 * @param {string} root
 */
function checkManifest(root) {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const field of [
    'dependencies',
    'optionalDependencies',
    'bundleDependencies',
    'bundledDependencies',
    'bin',
  ])
    assert.equal(manifest[field], undefined, `there are no ${field}`);
  for (const script of INSTALL_SCRIPTS)
    assert.equal(manifest.scripts[script], undefined, `there is no script ${script}`);
  // npm builds with this where it finds it, without a script that says so.
  assert(!existsSync(join(root, 'binding.gyp')), 'there is no binding.gyp');
  assert.deepEqual(manifest.publishConfig, { access: 'public', provenance: true });
  return `no dependencies but the peers ${Object.keys(manifest.peerDependencies).join(', ')}; no install scripts`;
}
