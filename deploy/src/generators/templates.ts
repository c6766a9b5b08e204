import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { name } from '../plugin.ts';

/** Both the source and the published package have this folder beside their package.json. */
const folder = join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), 'templates');

/** Text of a file that generators start from. */
export function readTemplate(file: string): string {
  return readFileSync(join(folder, file), 'utf8');
}

/** Files of a folder of templates, as `readTemplate` takes them. */
export function filesOfTemplate(path: string): readonly string[] {
  return readdirSync(join(folder, path))
    .sort()
    .map((file) => `${path}/${file}`);
}
