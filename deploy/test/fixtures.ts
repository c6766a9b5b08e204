import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CORE_SCHEMA, load, mergeTag } from 'js-yaml';

/** All cases of the YAML files in a folder of `test/fixtures`, each file a list. */
export function readCases<Case>(folder: string): readonly Case[] {
  const path = join(import.meta.dirname, 'fixtures', folder);
  const files = readdirSync(path).sort();
  return files.flatMap((file) => load(readFileSync(join(path, file), 'utf8'), { schema }) as readonly Case[]);
}

const schema = CORE_SCHEMA.withTags(mergeTag);
