// Builds dist/: the package as it is published. Our own modules and private libraries are bundled, into one file for each
// door and what they share; what others publish stays a dependency, of which zod is bundled all the same.
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { writeDeclarations } from './declarations.mjs';
import { packageManifest } from './manifest.mjs';

const root = join(import.meta.dirname, '..');
const workspace = join(root, '..');
const dist = join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['src/index.ts', 'src/cli.mjs', 'src/plugin.mjs', 'src/executors.mjs', 'src/generators.mjs'],
  outbase: 'src',
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22.19',
  legalComments: 'none',
  plugins: [{ name: 'external-dependencies', setup: keepDependencies }],
  metafile: true,
  logLevel: 'warning',
});
const typed = writeDeclarations(['src/index.ts', 'src/plugin.ts'], { root, outDir: join(dist, 'types') });
writeJson('package.json', packageManifest({ metafile, typed }, { root, workspace }));
for (const file of ['executors.json', 'generators.json']) copyDoorsForNx(file);
cpSync(join(root, 'templates'), join(dist, 'templates'), { recursive: true });
cpSync(join(workspace, 'LICENSE'), join(dist, 'LICENSE'));
cpSync(
  fileURLToPath(import.meta.resolve('zod/package.json').replace('package.json', 'LICENSE')),
  join(dist, 'LICENSE.zod'),
);
copyTexts();

/**
 * Bundles what is ours; a package of somebody else is imported from where it was installed. Not so zod: to load its hundred
 * files, of which a few functions are used, takes a tenth of the time of a deploy without changes.
 */
function keepDependencies({ onResolve }) {
  const isBundled = (path) => path.startsWith('@todo/') || path === 'zod' || path.includes('/zod/');
  onResolve({ filter: /^[^.]/ }, ({ path, kind }) =>
    kind === 'entry-point' || isBundled(path) ? undefined : { path, external: true },
  );
}

/** Where Nx finds executors and their schemas; the folder `src` is none of the package. */
function copyDoorsForNx(file) {
  const text = readFileSync(join(root, file), 'utf8').replaceAll('"./src/', '"./');
  writeFileSync(join(dist, file), text);
  for (const [, schema] of text.matchAll(/"schema": "(.*)"/g)) {
    cpSync(join(root, 'src', schema), join(dist, schema));
  }
}

/** The README of the package, and what the source's own and its neighbours say in depth. */
function copyTexts() {
  const texts = readdirSync(root).filter((name) => /^(?!AGENTS).*\.md$/.test(name));
  copyText('package/README.md', 'README.md', (target) => target.replace(/^\.\.\//, 'reference/'));
  for (const file of texts) {
    copyText(file, `reference/${file}`, (target) => {
      if (target.startsWith('package/')) return target.replace('package/', '../');
      return texts.includes(target.replace(/#.*/, '')) ? target : undefined;
    });
  }
}

/** Copies a text; of a link inside this repository that leads nowhere in the package, its words stay. */
function copyText(from, to, move) {
  const text = readFileSync(join(root, from), 'utf8').replace(
    /\[([^\]]+)\]\((?!\w+:|#)([^)]+)\)/g,
    (_, words, target) => {
      const moved = move(target);
      return moved === undefined ? words : `[${words}](${moved})`;
    },
  );
  mkdirSync(dirname(join(dist, to)), { recursive: true });
  writeFileSync(join(dist, to), text);
}

function writeJson(file, content) {
  writeFileSync(join(dist, file), `${JSON.stringify(content, null, 2)}\n`);
}
