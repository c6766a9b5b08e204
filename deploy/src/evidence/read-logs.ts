import type { CallOptions, Cluster } from '../cluster/cluster.ts';
import { mapConcurrently } from '../cluster/concurrency.ts';
import { recordsAt, refOf, textAt, type KubernetesObject } from '../cluster/kubernetes-object.ts';
import type { EvidenceFiles } from './evidence-files.ts';

const logLinesMax = 2_000;
const podsMax = 10;
const readsAtOnceMax = 8;

/** The last lines of every container of these pods, and of the container before it; one that wrote nothing has no file. */
export async function readLogs(
  cluster: Cluster,
  pods: readonly KubernetesObject[],
  { signal }: CallOptions,
): Promise<EvidenceFiles> {
  const containers = pods
    .slice(0, podsMax)
    .flatMap((pod) =>
      ['initContainers', 'containers'].flatMap((list) =>
        recordsAt(pod, 'spec', list).flatMap((container) =>
          [false, true].map((previous) => ({ pod, previous, container: textAt(container, 'name') ?? '' })),
        ),
      ),
    );
  const files = await mapConcurrently(containers, readsAtOnceMax, async ({ pod, container, previous }) => {
    const options = { container, previous, lines: logLinesMax, signal };
    const lines = await cluster.logs(refOf(pod), options);
    const file = `logs/${pod.metadata.name}.${container}${previous ? '.previous' : ''}.log`;
    return [file, lines.map((line) => `${line}\n`).join('')] as const;
  });
  return Object.fromEntries(files.filter(([, text]) => text !== ''));
}
