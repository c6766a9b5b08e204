import { connectCluster } from './cluster/client.ts';
import type { CallOptions, Cluster } from './cluster/cluster.ts';
import { refText } from './cluster/kubernetes-object.ts';
import { foundCauses, type Found } from './diagnosis/found-causes.ts';
import { gravestFirst, inOrder, type UnitTrouble } from './diagnosis/gravest-first.ts';
import { knownObjects } from './diagnosis/known-objects.ts';
import { scaledToZero } from './diagnosis/scaled-to-zero.ts';
import { traceRoots, type Shown } from './diagnosis/trace-roots.ts';
import { rolloutErrors } from './errors/rollout-errors.ts';
import { chooseUnits } from './ledger/deployed-units.ts';
import { ledgerParent, readLedger } from './ledger/ledger.ts';
import { readMembers } from './read-members.ts';
import type { StatusRequest } from './read-status.ts';
import type { CauseGrade } from './report/events.ts';
import { gradeOf, type RolloutCode } from './rollout/cause.ts';
import { collectEvidence } from './rollout/collect-evidence.ts';
import { emptyWorld, type World } from './rollout/new-pods.ts';
import { readWorld } from './rollout/read-world.ts';
import { createKnownSecrets, type KnownSecrets } from './secrets/known-secrets.ts';

/** Why what runs is not healthy, unit by unit. */
export interface EnvironmentDiagnosis {
  readonly environment: string;
  readonly namespace: string;
  /** What to mend first comes first; then what is healthy, by name. */
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
  /** The object that it follows from, such as the database that the program cannot reach; absent when it is a root. */
  readonly dueTo?: string;
}

export interface DiagnosisRequest extends StatusRequest {
  /** Names of units; all when empty. */
  readonly only: readonly string[];
}

/**
 * Judges what runs as a rollout would: ledger and one list per kind, and only for what is not ready its pods and warnings.
 * What follows from something else names that, also where it is another unit's.
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
  const objects = knownObjects(ledger, members);
  const idle = await scaledToZero(objects, { cluster, ledger, members, signal });
  const isChosen = ({ object }: Found) => chosen.includes(object.unit);
  if (![...idle, ...foundCauses(objects, emptyWorld)].some(isChosen))
    return { environment: name, namespace, units: chosen.map((unit) => ({ unit })) };
  const world = await readWorld(cluster, { namespace, signal });
  const found = [...idle, ...foundCauses(objects, world)];
  const secrets = createKnownSecrets();
  const place = { cluster, namespace, world, secrets, signal };
  const shown = await Promise.all(gravestOfEach(found.filter(isChosen)).map((each) => show(each, place)));
  const traced = traceRoots(shown, { objects, found, world }).filter(isChosen);
  const troubles = traced.map((each) => troubleOf(each, secrets));
  return { environment: name, namespace, units: unitsOf(chosen, troubles) };
}

/** 0 when everything is healthy, else that of the gravest cause's code. */
export function exitCodeOf(diagnosis: EnvironmentDiagnosis): number {
  const [gravest] = gravestFirst(diagnosis);
  return gravest ? rolloutErrors[gravest.trouble.code].exitCode : 0;
}

/** A log is read for each: what is less grave than these is hardly what the others follow from. */
const foundOfUnitMax = 3;

function gravestOfEach(found: readonly Found[]): readonly Found[] {
  return found.filter(({ object }, index) => {
    const before = found.slice(0, index).filter((other) => other.object.unit === object.unit);
    return before.length < foundOfUnitMax;
  });
}

interface Place extends CallOptions {
  readonly cluster: Cluster;
  readonly namespace: string;
  readonly world: World;
  readonly secrets: KnownSecrets;
}

async function show({ object, cause }: Found, { cluster, ...place }: Place): Promise<Shown> {
  const { detail, lines, ...seen } = await collectEvidence(cluster, { ...place, cause });
  return { object, cause: { ...cause, ...seen }, detail, lines };
}

/** Masked once more, as it quotes what it follows from. */
function troubleOf({ object, cause, detail, lines, root }: Shown, { mask }: KnownSecrets): UnitTrouble {
  const { code, reason, advice } = cause;
  const texts = { cause: mask(detail), advice: mask(advice), evidence: lines.map(mask) };
  const seen = { code, reason, grade: gradeOf(cause), ...texts };
  const dueTo = root && refText(root.object.ref);
  return { unit: object.unit, trouble: { object: refText(object.ref), ...seen, ...(dueTo && { dueTo }) } };
}

function unitsOf(chosen: readonly string[], troubles: readonly UnitTrouble[]): readonly UnitDiagnosis[] {
  const ordered = inOrder(troubles);
  const units = new Set([...ordered.map(({ unit }) => unit), ...chosen]);
  return [...units].map((unit) => {
    const trouble = ordered.find((each) => each.unit === unit)?.trouble;
    return { unit, ...(trouble && { trouble }) };
  });
}
