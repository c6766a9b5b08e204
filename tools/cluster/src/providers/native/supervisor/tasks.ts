import { setTimeout as delay } from 'node:timers/promises';
import type { ApiClient } from '../../../kubernetes/api-client.ts';
import type { Definition, TaskName } from '../definition.ts';
import { markEtcdDataUsable } from '../etcd-data.ts';
import { applyObjects, readDefinitions, waitUntilEstablished } from '../objects/apply-objects.ts';
import { clusterObjects } from '../objects/cluster-objects.ts';
import type { PauseArchitecture } from '../pause-program.ts';
import { publishPauseImage } from './pause-image.ts';

const pollEveryMs = 50;

interface NodeObject {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/** What has to be done once to make running processes a cluster. */
export function clusterTasks(
  definition: Definition,
  api: ApiClient,
  authority: string,
): Readonly<Record<TaskName, (signal: AbortSignal) => Promise<void>>> {
  const { layout, allocation, pauseImage, contourCrdsFile } = definition;
  return {
    'etcd-data': () => Promise.resolve(markEtcdDataUsable(layout)),
    'pause-image': (signal) =>
      publishPauseImage(pauseImage, {
        architecture: process.arch as PauseArchitecture,
        workDir: layout.runDir,
        signal,
      }),
    objects: async (signal) => {
      const definitions = readDefinitions(contourCrdsFile);
      await applyObjects(api, [...clusterObjects(allocation, authority), ...definitions], signal);
      await waitUntilEstablished(api, definitions, signal);
    },
    node: async (signal) => {
      while (!(await isNodeReady(api, layout.node, signal))) {
        await delay(pollEveryMs, undefined, { signal });
      }
    },
  };
}

async function isNodeReady(api: ApiClient, name: string, signal: AbortSignal): Promise<boolean> {
  const node = await api.getIfThere<NodeObject>(`/api/v1/nodes/${name}`, signal);
  return (node?.status?.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True');
}
