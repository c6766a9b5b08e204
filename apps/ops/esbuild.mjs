// Builds dist/: the program as ES modules without any dependency left to install, and the licences of what went in. What
// needs a workspace stays out: there is none in the cluster. So does what speaks to language models: the server is spoken to.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { licences } from '../../tools/esbuild/licences.mjs';

const root = import.meta.dirname;
const dist = join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['src/main.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  external: ['nx', 'nx/*', '@nx/devkit', '@aws-cdk/*', '@openai/*'],
  // CommonJS dependencies call it for Node's own modules.
  banner: {
    js: "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);",
  },
  metafile: true,
  logLevel: 'warning',
});
writeFileSync(join(dist, 'package.json'), '{ "type": "module" }\n');
writeFileSync(join(dist, 'licenses.txt'), licences(Object.keys(metafile.inputs), root));
