import { connectCluster } from './cluster/client.ts';
import { refText } from './cluster/kubernetes-object.ts';
import type { Connection, Environment } from './deploy-request.ts';
import type { Drift } from './drift/drift.ts';
import { hasValues, maskDrift } from './drift/mask-drift.ts';
import { readDrift } from './drift/read-drift.ts';
import { journalText, readLeaseState, type LeaseState } from './lease/journal.ts';
import { leaseRef } from './lease/lease.ts';
import { ledgerParent, readLedger, type UnitRecord } from './ledger/ledger.ts';
import { memberStatus, readMembers, type Members } from './read-members.ts';
import type { ObjectStatus } from './report/events.ts';
import { readSecrets } from './secrets/learn-secrets.ts';
import { ready } from './rollout/rules/verdicts.ts';
import type { Digest } from './unit.ts';

export interface StatusRequest {
  readonly environment: Pick<Environment, 'name' | 'namespace' | 'release'>;
  readonly connection: Connection;
}

/** What runs, by the ledger, and how it is now. */
export interface EnvironmentStatus {
  readonly environment: string;
  readonly namespace: string;
  /** The deploy that holds the environment's lease now. */
  readonly deploying?: DeployUnderWay;
  /** Empty when nothing was deployed yet. */
  readonly units: readonly UnitStatus[];
}

export interface DeployUnderWay {
  readonly holder: string;
  /** When it began, ISO 8601. */
  readonly since: string;
  /** Which units it changes, and how far it is. */
  readonly doing: string;
  /** When it last renewed the lease, ISO 8601; one that was killed does so no more. */
  readonly renewedAt: string;
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
  /** What others changed since; fields that the deploy left to others are none of it. */
  readonly drift: readonly Drift[];
}

/**
 * Reads what an environment runs out of its ledger, and how each object is now: ledger, lease and one list per kind; for
 * objects that somebody may have changed also what was deployed.
 *
 * @throws DeployError when the cluster or the ledger cannot be read
 */
export async function readStatus(
  { environment, connection }: StatusRequest,
  { signal }: { readonly signal: AbortSignal },
): Promise<EnvironmentStatus> {
  const cluster = await connectCluster(connection.kubeconfig, connection.context);
  const [ledger, lease] = await Promise.all([
    readLedger(cluster, ledgerParent(environment), { signal }),
    cluster.get(leaseRef(environment), { signal }),
  ]);
  const members = await readMembers(cluster, ledger, { signal });
  const units = await Promise.all(
    [...ledger.units]
      .filter(([, { objects }]) => objects.length > 0)
      .map(async ([unit, record]) => ({
        ...unitStatus(unit, record, members),
        drift: await readDrift({ cluster, ledger, unit, record, members, signal }),
      })),
  );
  const secrets = units.some(({ drift }) => drift.some(hasValues))
    ? await readSecrets(cluster, { namespace: environment.namespace, signal })
    : [];
  const deploying = lease && underWay(readLeaseState(lease));
  const { name, namespace } = environment;
  return {
    environment: name,
    namespace,
    ...(deploying && { deploying }),
    units: units.map((unit) => ({ ...unit, drift: maskDrift(unit.drift, secrets) })),
  };
}

function underWay({ holder, journal, renewTime }: LeaseState): DeployUnderWay | undefined {
  if (holder === '') return undefined;
  const doing = journal ? journalText(journal) : 'an unknown deploy';
  return { holder, since: journal?.startedAt ?? renewTime, doing, renewedAt: renewTime };
}

function unitStatus(unit: string, record: UnitRecord, members: Members): Omit<UnitStatus, 'drift'> {
  const { digest, inputHash, commit, deployedAt } = record;
  const objects = record.objects.map((object) => ({
    object: refText(object),
    status: memberStatus(object, members),
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

function gravity({ state }: ObjectStatus): number {
  return { ready: 0, progressing: 1, failed: 2 }[state];
}

function withName(object: string, status: ObjectStatus): ObjectStatus {
  return { ...status, message: `${object}: ${status.message}` };
}
