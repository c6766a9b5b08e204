import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { pause } from '../../../host/pause.ts';
import type { ApiClient, KubernetesObject } from '../../../kubernetes/api-client.ts';
import type { Layout } from '../layout.ts';
import { storageClassName, volumeProvisioner } from '../objects/cluster-objects.ts';
import { resourcePath } from '../objects/resource-path.ts';

/**
 * Gives pods their volumes. A claim of the default class that the scheduler has assigned to the node gets a new, empty
 * folder as a local volume (which, unlike hostPath, honours fsGroup); when the claim is gone, so are folder and volume.
 * https://github.com/kubernetes/design-proposals-archive/blob/main/storage/container-storage-interface.md#provisioning
 */
export async function provisionVolumes(api: ApiClient, layout: Layout, stopping: AbortSignal): Promise<void> {
  await Promise.all([
    follow(api, claimsPath, { stopping, onObject: (claim) => provide(api, layout, claim as Claim) }),
    follow(api, volumesPath, { stopping, onObject: (volume) => reclaim(api, layout, volume as Volume) }),
  ]);
}

interface Claim extends KubernetesObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: {
    readonly storageClassName?: string;
    readonly volumeName?: string;
    readonly accessModes: readonly string[];
    readonly resources: { readonly requests: { readonly storage: string } };
  };
}

interface Volume extends KubernetesObject {
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: { readonly local?: { readonly path: string } };
  readonly status?: { readonly phase?: string };
}

interface Follower {
  readonly stopping: AbortSignal;
  readonly onObject: (object: KubernetesObject) => Promise<void>;
}

const claimsPath = '/api/v1/persistentvolumeclaims';
const volumesPath = '/api/v1/persistentvolumes';
const selectedNode = 'volume.kubernetes.io/selected-node';
const provisionedBy = 'pv.kubernetes.io/provisioned-by';
const retryMs = 500;

/** Lists, then watches, and starts over whenever the stream ends or breaks. */
async function follow(api: ApiClient, path: string, { stopping, onObject }: Follower): Promise<void> {
  while (!stopping.aborted) {
    try {
      for await (const object of listAndWatch(api, path, stopping)) await onObject(object);
    } catch (error) {
      if (!stopping.aborted) console.error(`Volumes: ${String(error)}; trying again`);
      await pause(retryMs, stopping);
    }
  }
}

/** Every object there is, then every one that comes or changes, until the server ends the stream. */
async function* listAndWatch(
  api: ApiClient,
  path: string,
  signal: AbortSignal,
): AsyncGenerator<KubernetesObject> {
  const list = await api.get<{ items: KubernetesObject[]; metadata: { resourceVersion: string } }>(
    path,
    signal,
  );
  yield* list.items;
  for await (const { type, object } of api.watch(path, list.metadata.resourceVersion, signal)) {
    if (type === 'ERROR') return;
    if (type === 'ADDED' || type === 'MODIFIED') yield object;
  }
}

async function provide(api: ApiClient, layout: Layout, claim: Claim): Promise<void> {
  const { metadata, spec } = claim;
  const isWaiting = spec.storageClassName === storageClassName && !spec.volumeName;
  if (!isWaiting || metadata.annotations?.[selectedNode] !== layout.node) return;
  const path = join(layout.volumesDir, `${metadata.namespace}-${metadata.name}-${metadata.uid}`);
  mkdirSync(path, { recursive: true });
  // As an engine's volumes: any user may write, where no fsGroup gives the folder an owner.
  chmodSync(path, 0o777);
  const volume = volumeFor(claim, { node: layout.node, path });
  await api.apply(resourcePath(volume), volume);
}

function volumeFor(
  { metadata, spec }: Claim,
  { node, path }: { node: string; path: string },
): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `pvc-${metadata.uid}`, annotations: { [provisionedBy]: volumeProvisioner } },
    spec: {
      capacity: { storage: spec.resources.requests.storage },
      accessModes: spec.accessModes,
      persistentVolumeReclaimPolicy: 'Delete',
      storageClassName,
      local: { path },
      claimRef: {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        namespace: metadata.namespace,
        name: metadata.name,
        uid: metadata.uid,
      },
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [
            { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node] }] },
          ],
        },
      },
    },
  };
}

/** A claim is only gone when no pod uses it any more, so nothing can be writing here. */
async function reclaim(api: ApiClient, layout: Layout, { metadata, spec, status }: Volume): Promise<void> {
  if (status?.phase !== 'Released' || metadata.annotations?.[provisionedBy] !== volumeProvisioner) return;
  const path = normalize(spec.local?.path ?? '');
  if (path.startsWith(`${layout.volumesDir}/`)) rmSync(path, { recursive: true, force: true });
  await api.delete(`${volumesPath}/${metadata.name}`);
}
