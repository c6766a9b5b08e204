import type { Cluster } from '../cluster/cluster.ts';
import { textAt, type KubernetesObject } from '../cluster/kubernetes-object.ts';
import type { Plan } from '../plan/plan.ts';
import type { Change } from '../plan/change-set.ts';
import type { Report } from '../report/events.ts';
import type { Cause } from '../rollout/cause.ts';
import { learnSecrets } from '../secrets/learn-secrets.ts';
import { newPodsOf, ownedObjects, type World } from '../rollout/new-pods.ts';
import type { KnownSecrets } from '../secrets/known-secrets.ts';
import { evidenceFiles, type EvidenceFiles } from './evidence-files.ts';
import { readLogs } from './read-logs.ts';
import { writeBundle } from './write-bundle.ts';

export interface EvidenceRequest {
  readonly cluster: Cluster;
  readonly unit: string;
  readonly namespace: string;
  readonly changes: readonly Change[];
  readonly plan: Plan;
  readonly secrets: KnownSecrets;
  readonly report: Report;
  readonly signal: AbortSignal;
  /** Holds the bundles of the environment; absent when none is wanted. */
  readonly evidenceFolder?: string | undefined;
}

export interface FailureFacts {
  /** `Deployment/todo/backend`. */
  readonly object: string;
  /** As the cluster has it. */
  readonly workload: KubernetesObject | undefined;
  readonly world: World;
  readonly cause: Cause;
  readonly detail: string;
  readonly lines: readonly string[];
}

/** Going back must not wait for a cluster that does not answer. */
const readTimeoutMs = 20_000;

/**
 * Saves all that is known of a rollout that failed, before anything is undone: cause, plan, changes, objects, events, and
 * the logs of the new pods. What goes wrong with it is noted and hides nothing.
 *
 * @returns the folder that holds it, or undefined when there is none
 */
export async function saveEvidence(
  failure: FailureFacts,
  request: EvidenceRequest,
): Promise<string | undefined> {
  const { unit, evidenceFolder: folder, report } = request;
  if (folder === undefined) return undefined;
  try {
    const files = await bundleOf(failure, request);
    const path = await writeBundle(files, { folder, name: `${timeText(new Date())}-${unit}` });
    report({ type: 'evidence-saved', unit, path });
    return path;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    report({ type: 'note', message: `Unit ${unit}: its evidence could not be saved: ${reason}` });
    return undefined;
  }
}

/** `2026-01-31T12-05-09-123Z`: sorts by time, and is a file name everywhere. */
function timeText(time: Date): string {
  return time.toISOString().replaceAll(/[:.]/g, '-');
}

async function bundleOf(
  { workload, world, ...failure }: FailureFacts,
  { cluster, namespace, changes, plan, secrets, ...request }: EvidenceRequest,
): Promise<EvidenceFiles> {
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(readTimeoutMs)]);
  const canMask = await learnSecrets(cluster, { namespace, secrets, signal });
  const objects = workload ? ownedObjects(workload, world) : [];
  const [events, logs] = await Promise.all([
    cluster.list({ apiVersion: 'v1', kind: 'Event', namespace }, { signal }),
    canMask && workload ? readLogs(cluster, newPodsOf(workload, world), { signal }) : withheldLogs,
  ]);
  const uids = new Set(objects.map(({ metadata }) => metadata.uid));
  const own = events.filter((event) => uids.has(textAt(event, 'involvedObject', 'uid')));
  const files = evidenceFiles({ ...failure, objects, events: own, changes, plan }, secrets.maskAll);
  return { ...files, ...secrets.maskAll(logs) };
}

const withheldLogs: EvidenceFiles = {
  'logs/withheld.txt': 'The logs are withheld: the Secrets to mask in them cannot be read.\n',
};
