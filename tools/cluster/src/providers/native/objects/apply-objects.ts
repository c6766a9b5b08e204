import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { zstdDecompressSync } from 'node:zlib';
import { loadAll } from 'js-yaml';
import type { ApiClient, KubernetesObject } from '../../../kubernetes/api-client.ts';
import { resourcePath } from './resource-path.ts';

const appliedAnnotation = 'todo-cluster/applied';
const pollEveryMs = 50;

/**
 * Applies the objects, each of them only when what was applied last differs: their hash stands in an annotation, so a
 * start of a cluster that has them costs one read each.
 */
export async function applyObjects(
  api: ApiClient,
  objects: readonly KubernetesObject[],
  signal: AbortSignal,
): Promise<void> {
  const namespaces = objects.filter(({ kind }) => kind === 'Namespace');
  const others = objects.filter(({ kind }) => kind !== 'Namespace');
  await Promise.all(namespaces.map((object) => applyWhenChanged(api, object, signal)));
  await Promise.all(others.map((object) => applyWhenChanged(api, object, signal)));
}

/** Resource definitions from a multi-document YAML file, compressed with zstd when it ends in `.zst`. */
export function readDefinitions(file: string): KubernetesObject[] {
  const bytes = readFileSync(file);
  const yaml = (file.endsWith('.zst') ? zstdDecompressSync(bytes) : bytes).toString('utf8');
  return loadAll(yaml).filter(
    (document): document is KubernetesObject => document !== null && document !== undefined,
  );
}

/** Waits until the API server serves every one of the resource definitions. */
export async function waitUntilEstablished(
  api: ApiClient,
  definitions: readonly KubernetesObject[],
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(
    definitions.map(async (definition) => {
      while (!isEstablished(await api.get(resourcePath(definition), signal))) {
        await delay(pollEveryMs, undefined, { signal });
      }
    }),
  );
}

async function applyWhenChanged(
  api: ApiClient,
  object: KubernetesObject,
  signal: AbortSignal,
): Promise<void> {
  const path = resourcePath(object);
  const hash = createHash('sha256').update(JSON.stringify(object)).digest('hex');
  const live = await api.getIfThere(path, signal);
  if (live && annotationsOf(live)[appliedAnnotation] === hash) return;
  const annotations = { ...annotationsOf(object), [appliedAnnotation]: hash };
  await api.apply(path, { ...object, metadata: { ...object.metadata, annotations } }, signal);
}

function annotationsOf({ metadata }: KubernetesObject): Readonly<Record<string, string>> {
  return (metadata['annotations'] as Readonly<Record<string, string>> | undefined) ?? {};
}

/** A new definition has `conditions: null` for a moment. */
function isEstablished({ status }: KubernetesObject): boolean {
  const { conditions } = (status ?? {}) as { conditions?: { type: string; status: string }[] | null };
  return (conditions ?? []).some(
    (condition) => condition.type === 'Established' && condition.status === 'True',
  );
}
