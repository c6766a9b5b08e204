import { connectCluster } from '../cluster/client.ts';
import type { CallOptions, Cluster } from '../cluster/cluster.ts';
import { mapConcurrently } from '../cluster/concurrency.ts';
import {
  refKey,
  refOf,
  refText,
  type KubernetesObject,
  type ObjectRef,
} from '../cluster/kubernetes-object.ts';
import type { Connection, DeployContext, Environment, WriteCount } from '../deploy-request.ts';
import { DeployError } from '../errors.ts';
import { leaseRef } from '../lease/lease.ts';
import { withLease } from '../lease/with-lease.ts';
import { ledgerParent, readLedger, unitSecretRef, type Ledger } from '../ledger/ledger.ts';
import { stageIndex } from '../manifest/apply-order.ts';
import { stateText } from '../report/format.ts';
import { removeObject } from '../rollout/remove-object.ts';
import { decideDeletions, othersIn, type Deletion, type DestroyPlan } from './destroy-plan.ts';
import { readNamespace, readOwned, readSharedDefinitions } from './read-owned.ts';

export interface DestroyRequest {
  readonly environment: Pick<Environment, 'name' | 'namespace' | 'release' | 'timeoutMs'>;
  readonly connection: Connection;
  /** Delete volumes too. */
  readonly deleteData: boolean;
  /** Asked before anything is deleted. */
  readonly approve: (plan: DestroyPlan, options: CallOptions) => Promise<boolean>;
  readonly by?: string;
  readonly noWait?: boolean;
}

/**
 * Takes an environment down: what its set owns and nothing else, in the reverse of the order in which it was applied, each
 * object waited for until it is gone; then ledger, revisions and lease, and the namespace where a deploy made it and nothing
 * else is in it. The ledger goes last, so that the same call finishes what was ended half-way.
 *
 * @returns what was done
 * @throws DeployError DEPLOY_CANCELLED, DELETE_STUCK, LEASE_HELD, or what reading the cluster ended with
 */
export async function destroy(request: DestroyRequest, context: DeployContext): Promise<DestroyPlan> {
  const { connection, environment } = request;
  const cluster = await connectCluster(connection.kubeconfig, connection.context);
  const writes = { done: 0, planned: 0 };
  try {
    const found = await look(cluster, request, context);
    if (!found.namespace || isNothing(found)) return found.plan;
    await agree(found.plan, request, context);
    const { ledger } = found;
    const work = { run: { request, ...context }, ledger, units: [...ledger.units.keys()] };
    const done = await withLease(cluster, work, async (fenced, { isStale }) => {
      const current = isStale ? await look(fenced, request, context) : found;
      if (isStale) await agree(current.plan, request, context);
      await takeDown(current, { ...request, ...context, cluster: fenced, writes });
      return current;
    });
    return await removeNamespace(done, { ...request, ...context, cluster, writes });
  } catch (error) {
    if (!context.signal.aborted || error instanceof DeployError) throw error;
    throw new DeployError(
      'DEPLOY_CANCELLED',
      { environment: environment.name, state: stateText(writes) },
      error,
    );
  }
}

interface Found {
  readonly plan: DestroyPlan;
  readonly ledger: Ledger;
  /** What is the deploys' own, and goes last. */
  readonly records: readonly ObjectRef[];
  /** Absent where there is none, and so nothing at all. */
  readonly namespace: KubernetesObject | undefined;
}

async function look(cluster: Cluster, request: DestroyRequest, { signal }: CallOptions): Promise<Found> {
  const { environment, deleteData } = request;
  const [ledger, lease, namespace, kinds] = await Promise.all([
    readLedger(cluster, ledgerParent(environment), { signal }),
    cluster.get(leaseRef(environment), { signal }),
    cluster.get(namespaceRef(environment.namespace), { signal }),
    cluster.kinds({ signal }),
  ]);
  const reading = { cluster, ledger, kinds, signal };
  const owned = ledger.exists ? await readOwned(reading) : [];
  const sharedDefinitions = await readSharedDefinitions(owned, reading);
  const decided = decideDeletions({ owned, sharedDefinitions, deleteData });
  const units = [...ledger.units.keys()].map((unit) => unitSecretRef(ledger, unit));
  const records = [...units, ...(ledger.exists ? [ledger.parent] : []), ...(lease ? [refOf(lease)] : [])];
  const going = [...decided.deletions.map(({ ref }) => ref), ...records];
  const whyStays = namespace && (await whyNamespaceStays(namespace, going, reading));
  const stays =
    whyStays === undefined ? [] : [{ object: `Namespace/${environment.namespace}`, why: whyStays }];
  const plan = {
    environment: environment.name,
    namespace: environment.namespace,
    deletions: decided.deletions,
    kept: [...decided.kept, ...stays],
    isNamespaceGoing: namespace !== undefined && whyStays === undefined,
  };
  return { plan, ledger, records, namespace };
}

const namedMax = 3;

/** Why a namespace is left; undefined when a deploy made it and nothing is in it but what goes. */
async function whyNamespaceStays(
  { metadata: { name, labels } }: KubernetesObject,
  going: readonly ObjectRef[],
  reading: Parameters<typeof readNamespace>[1],
): Promise<string | undefined> {
  if (labels?.['app.kubernetes.io/managed-by'] !== 'todo-deploy') return 'no deploy made it';
  const objects = await readNamespace(name, reading);
  if (!objects) return 'not all that is in it can be seen';
  const others = othersIn(objects, new Set(going.map(refKey))).map((object) => refText(refOf(object)));
  if (others.length === 0) return undefined;
  const more = others.length > namedMax ? ` and ${others.length - namedMax} more` : '';
  return `holds ${others.slice(0, namedMax).join(', ')}${more}`;
}

function isNothing({ plan, records }: Found): boolean {
  return plan.deletions.length === 0 && records.length === 0 && !plan.isNamespaceGoing;
}

/** @throws DeployError DEPLOY_CANCELLED when the answer is no */
async function agree(
  plan: DestroyPlan,
  { approve, environment }: DestroyRequest,
  { signal }: CallOptions,
): Promise<void> {
  if (await approve(plan, { signal })) return;
  throw new DeployError('DEPLOY_CANCELLED', { environment: environment.name, state: 'nothing was deleted' });
}

type Work = DestroyRequest & DeployContext & { readonly cluster: Cluster; readonly writes: WriteCount };

const deletionsAtOnceMax = 8;

/** Stage by stage, what was applied last first; the lease is the last of all. */
async function takeDown({ plan, records }: Found, work: Work): Promise<void> {
  const { cluster, environment, writes, signal } = work;
  const { deletions } = plan;
  writes.planned = deletions.length + records.length;
  const stages = [...new Set(deletions.map(({ ref }) => stageIndex(ref.kind)))];
  for (const stage of stages) {
    const together = deletions.filter(({ ref }) => stageIndex(ref.kind) === stage);
    await mapConcurrently(together, deletionsAtOnceMax, (deletion) => remove(deletion, work));
  }
  const lease = leaseRef(environment);
  for (const ref of [...records.filter(({ kind }) => kind !== lease.kind), lease]) {
    signal.throwIfAborted();
    await cluster.delete(ref, { signal });
    writes.done++;
  }
}

async function remove(
  { ref, uid }: Deletion,
  { cluster, environment, writes, report, signal }: Work,
): Promise<void> {
  signal.throwIfAborted();
  const startedAt = performance.now();
  const { timeoutMs } = environment;
  await removeObject(cluster, { ...ref, uid }, { timeoutMs, dependentsFirst: true, signal });
  writes.done++;
  const durationMs = Math.round(performance.now() - startedAt);
  report({ type: 'object-deleted', object: refText(ref), durationMs });
}

/** Looks once more before it: what came meanwhile is not ours to delete. */
async function removeNamespace(before: Found, work: Work): Promise<DestroyPlan> {
  if (!before.plan.isNamespaceGoing) return before.plan;
  const { plan, namespace } = await look(work.cluster, work, work);
  const kept = { ...before.plan, kept: [...before.plan.kept, ...plan.kept], isNamespaceGoing: false };
  if (!plan.isNamespaceGoing || !namespace) return kept;
  await remove({ ref: namespaceRef(namespace.metadata.name), uid: namespace.metadata.uid ?? '' }, work);
  return before.plan;
}

function namespaceRef(name: string): ObjectRef {
  return { apiVersion: 'v1', kind: 'Namespace', name };
}
