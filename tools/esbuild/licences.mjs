import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Name, version and licence text of each package among what was bundled.
 *
 * @param {readonly string[]} inputs paths of a metafile, relative to the project
 * @param {string} root the project's folder
 */
export function licences(inputs, root) {
  const folders = new Set(
    inputs.flatMap((input) => input.match(/^.*node_modules\/(@[^/]+\/)?[^/]+/)?.[0] ?? []),
  );
  return [...folders]
    .sort()
    .map((folder) => licenceOf(join(root, folder)))
    .join('\n');
}

function licenceOf(path) {
  const { name, version, license } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  const file = readdirSync(path)
    .sort()
    .find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  const text = file ? readFileSync(join(path, file), 'utf8').trim() : '';
  return `${name} ${version} (${license})\n${text}\n`;
}
