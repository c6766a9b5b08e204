import { connectCluster } from './cluster/client.ts';
import type { CallOptions, Cluster } from './cluster/cluster.ts';
import { refKey, refText, type KubernetesObject, type ObjectRef } from './cluster/kubernetes-object.ts';
import { rolloutErrors } from './errors/rollout-errors.ts';
import { chooseUnits } from './ledger/deployed-units.ts';
import { ledgerParent, readLedger, type Ledger } from './ledger/ledger.ts';
import { memberStatus, readMembers, type Members } from './read-members.ts';
import type { StatusRequest } from './read-status.ts';
import type { CauseGrade, ObjectStatus } from './report/events.ts';
import { causeOf } from './rollout/cause-of.ts';
import { atOnce, atTheDeadline, gradeOf, type Cause, type RolloutCode } from './rollout/cause.ts';
import { collectEvidence } from './rollout/collect-evidence.ts';
import { emptyWorld, type World } from './rollout/new-pods.ts';
import { readWorld } from './rollout/read-world.ts';
import { statusOf } from './rollout/status.ts';
import { describeCommand } from './rollout/warnings.ts';
import { createKnownSecrets } from './secrets/known-secrets.ts';

/** Why what runs is not healthy, unit by unit. */
export interface EnvironmentDiagnosis {
  readonly environment: string;
  readonly namespace: string;
  readonly units: readonly UnitDiagnosis[];
}

export interface UnitDiagnosis {
  readonly unit: string;
  /** The gravest; absent when the unit is healthy. */
  readonly trouble?: Trouble;
}

export interface Trouble {
  /** `Deployment/todo/backend`. */
  readonly object: string;
  /** What a rollout would end with. */
  readonly code: RolloutCode;
  readonly reason: string;
  readonly grade: CauseGrade;
  readonly cause: string;
  readonly advice: string;
  readonly evidence: readonly string[];
}

export interface DiagnosisRequest extends StatusRequest {
  /** Names of units; all when empty. */
  readonly only: readonly string[];
}

/**
 * Judges what runs as a rollout would: ledger and one list per kind, and only for what is not ready its pods and warnings.
 *
 * @throws DeployError NOTHING_DEPLOYED, UNIT_UNKNOWN, or what reading the cluster ended with
 */
export async function readDiagnosis(
  { environment, connection, only }: DiagnosisRequest,
  { signal }: CallOptions,
): Promise<EnvironmentDiagnosis> {
  const { name, namespace } = environment;
  const cluster = await connectCluster(connection.kubeconfig, connection.context);
  const ledger = await readLedger(cluster, ledgerParent(environment), { signal });
  const chosen = chooseUnits(ledger, { environment: name, only });
  const members = await readMembers(cluster, ledger, { signal });
  const unready = new Map(chosen.map((unit) => [unit, unreadyObjects(unit, { ledger, members })]));
  const suspects = [...unready.values()].flat();
  const world = suspects.length > 0 ? await readWorld(cluster, { namespace, signal }) : emptyWorld;
  const place = { cluster, namespace, world, signal };
  const units = [...unready].map(async ([unit, objects]) => ({ unit, ...(await troubleOf(objects, place)) }));
  return { environment: name, namespace, units: await Promise.all(units) };
}

/** 0 when everything is healthy, else that of the gravest cause's code. */
export function exitCodeOf({ units }: EnvironmentDiagnosis): number {
  const troubles = units.flatMap(({ trouble }) => trouble ?? []);
  const [gravest] = troubles.toSorted((a, b) => grades.indexOf(a.grade) - grades.indexOf(b.grade));
  return gravest ? rolloutErrors[gravest.code].exitCode : 0;
}

const grades: readonly CauseGrade[] = ['hopeless', 'repeating', 'at-deadline'];

interface Unready {
  readonly ref: ObjectRef;
  readonly status: ObjectStatus;
  /** Absent when it was deleted. */
  readonly object?: KubernetesObject;
}

/** Of what a unit runs, and of what a deploy that was not finished made for it. */
function unreadyObjects(
  unit: string,
  { ledger, members }: { readonly ledger: Ledger; readonly members: Members },
): readonly Unready[] {
  const recorded = ledger.units.get(unit)?.objects ?? [];
  const known = recorded.map((ref) => ({
    ref,
    object: members.get(refKey(ref)),
    status: memberStatus(ref, members),
  }));
  const begun = ledger.pending.flatMap((ref) => {
    const object = ref.unit === unit ? members.get(refKey(ref)) : undefined;
    return object ? [{ ref, object, status: statusOf(object) }] : [];
  });
  return [...known, ...begun].filter(({ status }) => status.state !== 'ready');
}

interface Place extends CallOptions {
  readonly cluster: Cluster;
  readonly namespace: string;
  readonly world: World;
}

async function troubleOf(
  objects: readonly Unready[],
  { cluster, ...place }: Place,
): Promise<{ readonly trouble?: Trouble }> {
  const causes = objects.map((unready) => ({ ref: unready.ref, cause: causeNow(unready, place.world) }));
  const [gravest] = causes.toSorted((a, b) => gravity(a.cause) - gravity(b.cause));
  if (!gravest) return {};
  const { ref, cause } = gravest;
  const { code, reason, advice } = cause;
  const secrets = createKnownSecrets();
  const { detail, lines } = await collectEvidence(cluster, { ...place, cause, secrets });
  const seen = { code, reason, grade: gradeOf(cause), cause: detail, advice, evidence: lines };
  return { trouble: { object: refText(ref), ...seen } };
}

function causeNow({ object, status }: Unready, world: World): Cause {
  const found = object && causeOf(object, { status, world, isFresh: () => true });
  if (found) return found;
  const { reason, message: detail } = status;
  const advice = object ? describeCommand(object) : 'todo-deploy deploy';
  return { code: 'ROLLOUT_FAILED', reason, detail, advice, patienceMs: object ? atTheDeadline : atOnce };
}

/** What no waiting mends comes first, and before an object's own word what one of its pods shows. */
function gravity({ patienceMs, pod }: Cause): number {
  return Math.min(patienceMs, 1_000_000) + (pod ? 0 : 1);
}
