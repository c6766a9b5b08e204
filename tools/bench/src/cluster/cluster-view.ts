import { setTimeout as delay } from 'node:timers/promises';
import { ApiException, CoreV1Api, KubeConfig, VersionApi, Watch } from '@kubernetes/client-node';
import type { Connection } from './connection.ts';

/** What the benchmark itself asks of the cluster, beside the programs that it measures. */
export interface ClusterView {
  readonly version: () => Promise<string>;
  readonly createNamespace: (name: string) => Promise<void>;
  /** Begins to delete a namespace; answers whether it was still there. */
  readonly deleteNamespace: (name: string) => Promise<boolean>;
  readonly pods: (namespace: string) => Promise<PodList>;
  /** Shows each object that is made or changed after the resource version, until the signal. */
  readonly watch: (path: string, options: WatchOptions) => Promise<void>;
}

export interface PodList {
  readonly resourceVersion: string;
  /** UIDs of all pods of the namespace. */
  readonly all: readonly string[];
  /** UIDs of those that neither end nor have ended. */
  readonly living: readonly string[];
  /** UIDs of those that are being deleted. */
  readonly ending: readonly string[];
}

export interface WatchOptions {
  readonly resourceVersion: string;
  readonly onObject: (object: unknown) => void;
  readonly signal: AbortSignal;
}

export function openClusterView({ kubeconfig, context }: Connection): ClusterView {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  config.setCurrentContext(context);
  const core = config.makeApiClient(CoreV1Api);
  return {
    version: async () => (await config.makeApiClient(VersionApi).getCode()).gitVersion,
    createNamespace: async (name) => void (await core.createNamespace({ body: { metadata: { name } } })),
    async deleteNamespace(name) {
      try {
        await core.deleteNamespace({ name });
        return true;
      } catch (error) {
        if (error instanceof ApiException && error.code === 404) return false;
        // It is being deleted already.
        if (error instanceof ApiException && error.code === 409) return true;
        throw error;
      }
    },
    async pods(namespace) {
      const { items, metadata } = await core.listNamespacedPod({ namespace });
      const living = items.filter(
        ({ metadata, status }) => !metadata?.deletionTimestamp && status?.phase !== 'Succeeded',
      );
      const ending = items.filter(({ metadata }) => metadata?.deletionTimestamp);
      const uids = (pods: typeof items) => pods.map((pod) => pod.metadata?.uid ?? '');
      return {
        resourceVersion: metadata?.resourceVersion ?? '',
        all: uids(items),
        living: uids(living),
        ending: uids(ending),
      };
    },
    watch: (path, options) => watch(new Watch(config), path, options),
  };
}

/** Begins again whenever the server ends the watch. */
async function watch(client: Watch, path: string, options: WatchOptions): Promise<void> {
  const { resourceVersion, onObject, signal } = options;
  while (!signal.aborted) {
    await new Promise<void>((resolve) => {
      const show = (_phase: string, object: unknown) => onObject(object);
      const end = (request: AbortController) => {
        if (signal.aborted) request.abort();
        signal.addEventListener('abort', () => request.abort(), { once: true });
      };
      void client.watch(path, { resourceVersion }, show, () => resolve()).then(end, () => resolve());
    });
    await delay(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}

const pauseMs = 100;
