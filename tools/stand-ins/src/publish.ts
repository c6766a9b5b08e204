import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  buildImage,
  canonicalJson,
  digestOf,
  type Layer,
  parseReference,
  pushImage,
  type Reference,
  type RegistryClient,
  writeLayer,
} from '@todo/oci';
import type { StandIn } from './stand-in.ts';

export interface PublishOptions {
  readonly client: RegistryClient;
  /** `localhost:5001` */
  readonly registry: string;
  readonly signal?: AbortSignal;
}

/** The host whose images a stand-in replaces: `gcr.io`. */
export function hostOf(standIn: StandIn): string {
  return parseReference(standIn.reference).registry;
}

/** Where a stand-in lies: the official name below the registry that mirrors its host. */
export function locate({ reference }: StandIn, registry: string): Reference {
  const official = parseReference(reference);
  return { ...official, registry, path: `${official.registry}/${official.path}` };
}

/** Whether the registry has the stand-in as this version of the tool and this machine's files would make it. */
export async function isPublished(standIn: StandIn, options: PublishOptions): Promise<boolean> {
  const { client, registry, signal } = options;
  const place = locate(standIn, registry);
  const [named, made] = await Promise.all([
    client.headManifest(place, { signal }),
    client.headManifest({ ...place, tag: fingerprintTag(standIn) }, { signal }),
  ]);
  return named !== undefined && named.digest === made?.digest;
}

/**
 * Makes a stand-in and pushes it under its official name. Layers are not compressed: they only move within the machine.
 *
 * @throws StandInError MATERIAL_MISSING, OciError when the registry fails
 */
export async function publish(standIn: StandIn, options: PublishOptions): Promise<void> {
  const { client, registry, signal } = options;
  const folder = await mkdtemp(join(tmpdir(), 'todo-stand-ins-'));
  try {
    const layers: Layer[] = [];
    for (const entries of standIn.layers())
      layers.push(
        await writeLayer(entries, join(folder, `${layers.length}.tar`), { compression: 'none', signal }),
      );
    const image = buildImage({ layers, config: standIn.config, history: layers.map(() => historyEntry) });
    const place = locate(standIn, registry);
    await pushImage(client, image, { ...place, signal });
    await pushImage(client, image, { ...place, tag: fingerprintTag(standIn), signal });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const historyEntry = { created: '1970-01-01T00:00:00Z', created_by: 'stand-in' };

function fingerprintTag({ fingerprint }: StandIn): string {
  return `f-${digestOf(canonicalJson(fingerprint)).slice('sha256:'.length, 'sha256:'.length + 40)}`;
}
