// Builds dist/: both programs as ES modules without any dependency left to install, the migrations beside them, and the
// licences of what went in. The same sources give the same bytes, in whatever folder they lie and whatever their comments.
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { licences } from '../../tools/esbuild/licences.mjs';

const root = import.meta.dirname;
const dist = join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['src/main.ts', 'src/migrate.ts'],
  outdir: 'dist',
  bundle: true,
  // Parts that only some configurations need (such as a model's client) stay files of their own, read when needed.
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  // Names stay as they are, so that a stack trace can be read.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  external: ['pg-native'],
  // CommonJS dependencies call it for Node's own modules.
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  metafile: true,
  logLevel: 'warning',
});
writeFileSync(join(dist, 'package.json'), '{ "type": "module" }\n');
writeFileSync(join(dist, 'licenses.txt'), licences(Object.keys(metafile.inputs), root));
copyMigrations();

function copyMigrations() {
  const source = join(root, 'migrations');
  const target = join(dist, 'migrations');
  mkdirSync(target);
  if (!existsSync(source)) throw new Error('migrations/ is missing');
  for (const file of readdirSync(source).filter((name) => name.endsWith('.sql'))) {
    cpSync(join(source, file), join(target, file));
  }
}
