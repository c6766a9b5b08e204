// Lays out dist/ so that the image is nothing but a copy of it: the server, the pages, and the few modules they load.
// Equal sources give equal bytes on any machine and in any folder, so that an image is pushed and rolled out only when
// the app has changed:
// - keys that Next.js draws at random are fixed. Nothing depends on them: draft mode and server actions are not used,
//   which is checked here, and a fixed key would be a wrong one for them.
// - paths of this machine, which the server never reads, are dropped.
// - the build id is a hash of everything else.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { build } from 'esbuild';

const projectFolder = import.meta.dirname;
const workspaceRoot = join(projectFolder, '../..');
const standalone = join(projectFolder, '.next/standalone');
const dist = join(projectFolder, 'dist');

/** The same as in next.config.ts. */
const buildIdPlaceholder = 'build-id-placeholder';
const buildIdLength = 20;

/** Traced by Next.js, but used only to resize images, which is off, or to read source maps. */
const unneededFile = /\.(map|nft\.json)$/;
const unneededFolders = ['sharp', '@img', 'detect-libc', 'semver'].map((name) => `node_modules/${name}`);

await assemble();

async function assemble() {
  rmSync(dist, { recursive: true, force: true });
  copyBuild();
  for (const path of [...unneededFolders, ...filesOf('').filter((file) => unneededFile.test(file))]) {
    rmSync(join(dist, path), { recursive: true, force: true });
  }
  await bundleServer();
  writeJson('package.json', { private: true, type: 'module' });
  editJson('.next/required-server-files.json', dropPaths);
  editJson('.next/server/preview-props.json', fixKeys);
  editJson('.next/prerender-manifest.json', (manifest) => ({
    ...manifest,
    preview: fixKeys(manifest.preview),
  }));
  fixServerActions();
  dropPolyfills();
  setBuildId();
  writeJson('script-hashes.json', scriptHashes());
  refusePaths();
}

/** Dependencies lie in one folder, wherever npm had hoisted them to. */
function copyBuild() {
  const app = join(standalone, relative(workspaceRoot, projectFolder));
  cpSync(join(standalone, 'node_modules'), join(dist, 'node_modules'), { recursive: true });
  const nested = join(app, 'node_modules');
  if (existsSync(nested)) {
    cpSync(nested, join(dist, 'node_modules'), { recursive: true, force: false, errorOnExist: true });
  }
  cpSync(join(app, '.next'), join(dist, '.next'), { recursive: true });
  cpSync(join(projectFolder, '.next/static'), join(dist, '.next/static'), { recursive: true });
  cpSync(join(projectFolder, 'public'), join(dist, 'public'), { recursive: true });
}

async function bundleServer() {
  await build({
    entryPoints: [join(projectFolder, 'src/server/main.ts')],
    outfile: join(dist, 'server.js'),
    absWorkingDir: projectFolder,
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node24',
    format: 'esm',
    legalComments: 'none',
    logLevel: 'warning',
  });
}

/** Keeps of the manifest what the server reads: the configuration, less the folders that it was built in. */
function dropPaths({ version, config, files, ignore }) {
  const isOurs = (value) => value === workspaceRoot || `${value}`.startsWith(workspaceRoot + sep);
  const text = JSON.stringify({ version, config, files, ignore }, (_key, value) =>
    typeof value === 'string' && isOurs(value) ? undefined : value,
  );
  return JSON.parse(text);
}

/** Every key becomes a hash of its name: the right length, and the same everywhere. */
function fixKeys(keys) {
  const fixed = Object.entries(keys).map(([name, key]) => [name, sha256(name).slice(0, key.length)]);
  return Object.fromEntries(fixed);
}

function fixServerActions() {
  const path = '.next/server/server-reference-manifest';
  const manifest = readJson(`${path}.json`);
  const actions = [...Object.keys(manifest.node), ...Object.keys(manifest.edge)];
  if (actions.length > 0) {
    throw new Error(
      `dist: a server action was added (${actions[0]}), but their key is public here; ` +
        'give the server NEXT_SERVER_ACTIONS_ENCRYPTION_KEY from a secret, and remove this check',
    );
  }
  const fixed = { ...manifest, encryptionKey: Buffer.from(sha256(path), 'hex').toString('base64') };
  writeJson(`${path}.json`, fixed);
  const script = `self.__RSC_SERVER_MANIFEST=${JSON.stringify(JSON.stringify(fixed))}`;
  writeFileSync(join(dist, `${path}.js`), script);
}

/** They are for browsers without modules, which could not show this page even so. */
function dropPolyfills() {
  const { polyfillFiles } = readJson('.next/build-manifest.json');
  for (const path of polyfillFiles) rmSync(join(dist, '.next', path));
  for (const path of filesOf('.next').filter((file) => /\.(html|json|js)$/.test(file))) {
    const text = readFileSync(join(dist, path), 'utf8');
    const without = text
      .replaceAll(/<script src="[^"]+" noModule=""><\/script>/g, '')
      .replaceAll(/"polyfillFiles":\s*\[[^\]]*\]/g, '"polyfillFiles": []');
    if (without !== text) writeFileSync(join(dist, path), without);
  }
}

function setBuildId() {
  const hash = createHash('sha256');
  for (const path of filesOf('')) hash.update(`${path}\0${sha256(readFileSync(join(dist, path)))}\n`);
  const buildId = hash.digest('hex').slice(0, buildIdLength);
  const folder = join(dist, '.next/static', buildIdPlaceholder);
  cpSync(folder, join(dist, '.next/static', buildId), { recursive: true });
  rmSync(folder, { recursive: true });
  for (const path of filesOf('.next')) replaceInFile(path, buildIdPlaceholder, buildId);
}

/** A script's name is a hash of what it holds and browsers keep it for good: it must not hold the id. */
function replaceInFile(path, from, to) {
  const bytes = readFileSync(join(dist, path));
  if (!bytes.includes(from)) return;
  if (path.startsWith('.next/static/chunks/')) {
    throw new Error(`dist/${path}: holds the build id, so its content would change under the same name`);
  }
  writeFileSync(join(dist, path), bytes.toString('utf8').replaceAll(from, to));
}

/** Of every script that lies in a page, for the policy that lets no other run. */
function scriptHashes() {
  const pages = filesOf('.next/server').filter((path) => path.endsWith('.html'));
  const scripts = pages.flatMap((path) => [
    ...readFileSync(join(dist, path), 'utf8').matchAll(/<script(?![^>]*\ssrc=)[^>]*>(.*?)<\/script>/gs),
  ]);
  const hashes = scripts.map(([, script]) => createHash('sha256').update(script).digest('base64'));
  return [...new Set(hashes)].sort();
}

function refusePaths() {
  const found = filesOf('').filter((path) => readFileSync(join(dist, path)).includes(projectFolder));
  if (found.length > 0) {
    throw new Error(`dist/${found[0]}: holds a path of this machine, so that no other would build the same`);
  }
}

/** Files in a folder of dist/, sorted, as paths below dist/ with slashes. */
function filesOf(folder) {
  return readdirSync(join(dist, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dist, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

function editJson(path, edit) {
  writeJson(path, edit(readJson(path)));
}

function readJson(path) {
  return JSON.parse(readFileSync(join(dist, path), 'utf8'));
}

function writeJson(path, value) {
  writeFileSync(join(dist, path), JSON.stringify(value, null, 2) + '\n');
}

function sha256(data) {
  return createHash('sha256').update(data).digest('hex');
}
