import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CORE_SCHEMA, load, mergeTag } from 'js-yaml';
import type { KubernetesObject } from '../src/cluster/kubernetes-object.ts';

/** All cases of the YAML files in a folder of `test/fixtures`, each file a list. */
export function readCases<Case>(folder: string): readonly Case[] {
  const path = join(import.meta.dirname, 'fixtures', folder);
  const files = readdirSync(path).sort();
  return files.flatMap((file) => load(readFileSync(join(path, file), 'utf8'), { schema }) as readonly Case[]);
}

/** What one watch or another told, and when. */
export interface StreamEvent {
  readonly atMs: number;
  readonly isDeleted?: boolean;
  readonly object: KubernetesObject;
}

/** A recorded stream of watch events. */
export function readStream(name: string): readonly StreamEvent[] {
  const path = join(import.meta.dirname, 'fixtures/streams', `${name}.yaml`);
  return load(readFileSync(path, 'utf8'), { schema }) as readonly StreamEvent[];
}

const schema = CORE_SCHEMA.withTags(mergeTag);
