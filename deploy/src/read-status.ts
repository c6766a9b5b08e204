import { connectCluster } from './cluster/client.ts';
import type { Cluster, Selection } from './cluster/cluster.ts';
import { mapConcurrently } from './cluster/concurrency.ts';
import { refKey, refOf, refText, type KubernetesObject } from './cluster/kubernetes-object.ts';
import type { Connection, Environment } from './deploy-request.ts';
import { applySetPartOfLabel } from './ledger/apply-set.ts';
import {
  ledgerParent,
  readLedger,
  type Ledger,
  type ObjectRecord,
  type UnitRecord,
} from './ledger/ledger.ts';
import type { ObjectStatus } from './report/events.ts';
import { failed, ready } from './rollout/rules/verdicts.ts';
import { hasRollout, statusOf } from './rollout/status.ts';
import type { Digest } from './unit.ts';

export interface StatusRequest {
  readonly environment: Pick<Environment, 'name' | 'namespace' | 'release'>;
  readonly connection: Connection;
}

/** What runs, by the ledger, and how it is now. */
export interface EnvironmentStatus {
  readonly environment: string;
  readonly namespace: string;
  /** Empty when nothing was deployed yet. */
  readonly units: readonly UnitStatus[];
}

export interface UnitStatus {
  readonly unit: string;
  readonly digest?: Digest;
  readonly inputHash?: string;
  readonly commit?: string;
  /** When the unit was last deployed, ISO 8601. */
  readonly deployedAt: string;
  /** The worst of its objects. */
  readonly status: ObjectStatus;
  readonly objects: readonly { readonly object: string; readonly status: ObjectStatus }[];
}

const listsAtOnceMax = 16;

/**
 * Reads what an environment runs out of its ledger, and how each object is now: one list per kind.
 *
 * @throws DeployError when the cluster or the ledger cannot be read
 */
export async function readStatus(
  { environment, connection }: StatusRequest,
  { signal }: { readonly signal: AbortSignal },
): Promise<EnvironmentStatus> {
  const cluster = await connectCluster(connection.kubeconfig, connection.context);
  const ledger = await readLedger(cluster, ledgerParent(environment), { signal });
  const live = await listMembers(cluster, ledger, signal);
  const units = [...ledger.units].map(([unit, record]) => unitStatus(unit, record, live));
  return { environment: environment.name, namespace: environment.namespace, units };
}

type Members = ReadonlyMap<string, KubernetesObject>;

/** Whole objects where their status matters, the metadata alone where their presence is all. */
async function listMembers(cluster: Cluster, ledger: Ledger, signal: AbortSignal): Promise<Members> {
  const labelSelector = `${applySetPartOfLabel}=${ledger.applySetId}`;
  const selections = new Map<string, Selection>();
  for (const { apiVersion, kind, namespace } of [...ledger.units.values()].flatMap(
    ({ objects }) => objects,
  )) {
    selections.set(`${apiVersion}/${kind}/${namespace ?? ''}`, {
      apiVersion,
      kind,
      namespace,
      labelSelector,
    });
  }
  const lists = await mapConcurrently([...selections.values()], listsAtOnceMax, (selection) =>
    hasRollout(selection) ? cluster.list(selection, { signal }) : cluster.listMetadata(selection, { signal }),
  );
  return new Map(lists.flat().map((object) => [refKey(refOf(object)), object]));
}

function unitStatus(unit: string, record: UnitRecord, live: Members): UnitStatus {
  const { digest, inputHash, commit, deployedAt } = record;
  const objects = record.objects.map((object) => ({
    object: refText(object),
    status: objectStatus(object, live),
  }));
  const worst = objects.toSorted((a, b) => gravity(b.status) - gravity(a.status))[0];
  const status =
    worst && worst.status.state !== 'ready' ? withName(worst.object, worst.status) : ready('all ready');
  return {
    unit,
    ...(digest && { digest }),
    ...(inputHash && { inputHash }),
    ...(commit && { commit }),
    deployedAt,
    status,
    objects,
  };
}

function objectStatus(record: ObjectRecord, live: Members): ObjectStatus {
  const object = live.get(refKey(record));
  if (object) return statusOf(object);
  // A Job that ran may have been cleared away since.
  return record.kind === 'Job' ? ready('it ran') : failed('Missing', 'it was deleted since the last deploy');
}

function gravity({ state }: ObjectStatus): number {
  return { ready: 0, progressing: 1, failed: 2 }[state];
}

function withName(object: string, status: ObjectStatus): ObjectStatus {
  return { ...status, message: `${object}: ${status.message}` };
}
