import type { CallOptions, Cluster } from '../cluster/cluster.ts';
import { mapConcurrently } from '../cluster/concurrency.ts';
import { refText, type KubernetesObject, type ObjectRef } from '../cluster/kubernetes-object.ts';
import type { WriteCount } from '../deploy-request.ts';
import type { ObjectRecord } from '../ledger/ledger.ts';
import { stageIndex, stages } from '../manifest/apply-order.ts';
import type { Change } from '../plan/change-set.ts';
import { recordOf } from '../plan/decide-change.ts';
import type { Plan } from '../plan/plan.ts';
import type { ObjectStatus, Report } from '../report/events.ts';
import type { KnownSecrets } from '../secrets/known-secrets.ts';
import type { Awaited } from './judge.ts';
import { renewFailedPods, renewPodsInTheWay } from './renew-failed-pods.ts';
import { rolloutError } from './rollout-error.ts';
import { hasRollout, statusOf } from './status.ts';
import { tellCauses } from './tell-causes.ts';
import { waitUntilReady } from './wait.ts';
import { writeChange } from './write-change.ts';

/**
 * Brings one unit from what runs to what is wanted: its changes stage by stage, each barrier watched to ready, and what
 * the chart no longer has deleted last, when nothing depends on it any more.
 */
export interface UnitRollout extends CallOptions {
  readonly cluster: Cluster;
  readonly unit: string;
  readonly changes: readonly Change[];
  readonly namespace: string;
  /** Selects the members of the environment's set. */
  readonly labelSelector: string;
  /** For the whole unit. */
  readonly timeoutMs: number;
  readonly report: Report;
  readonly writes: WriteCount;
  readonly secrets: KnownSecrets;
  /** Of the whole deploy, for the evidence. */
  readonly plan: Plan;
  /** Where evidence is saved; absent when none is. */
  readonly evidenceFolder?: string | undefined;
}

const writesAtOnceMax = 8;

/**
 * @returns how the ledger should know the unit's objects
 * @throws DeployError ROLLOUT_FAILED and its likes, ROLLOUT_TIMED_OUT, or what a write ended with
 */
export async function rollOutUnit(rollout: UnitRollout): Promise<readonly ObjectRecord[]> {
  const records = new Map<string, ObjectRecord>();
  const wanted = rollout.changes.filter(({ entry }) => entry !== undefined);
  for (const { ref, record } of wanted) if (record) records.set(refText(ref), record);
  await renewFailedPods(wanted, rollout);

  const deadline = performance.now() + rollout.timeoutMs;
  const awaited: Awaited[] = [];
  let seen = 0;
  for (const [index, stage] of stages.entries()) {
    const changes = wanted.filter(({ ref }) => stageIndex(ref.kind) === index);
    for (const { record, isReady } of await writeStage(changes, rollout)) {
      records.set(refText(record), record);
      if (!isReady) awaited.push(record);
    }
    awaited.push(...changes.filter(isUnfinished).flatMap(({ record }) => record ?? []));
    if (!stage.hasBarrier || awaited.length === seen) continue;
    await untilReady(awaited, deadline, rollout);
    seen = awaited.length;
  }
  await deleteLeaving(rollout);
  return [...records.values()];
}

interface Written {
  readonly record: ObjectRecord;
  /** Whether there is nothing to wait for. */
  readonly isReady: boolean;
}

async function writeStage(changes: readonly Change[], rollout: UnitRollout): Promise<readonly Written[]> {
  const toWrite = changes.filter(({ action }) => action !== 'unchanged');
  const written = await mapConcurrently(toWrite, writesAtOnceMax, async (change) => {
    const object = await writeAndReport(change, rollout);
    if (!object || !change.entry) return [];
    if (change.ref.kind === 'StatefulSet' && change.action === 'update' && change.restartsPods)
      await renewPodsInTheWay(object, rollout);
    const isReady = !hasRollout(change.ref) || statusOf(object).state === 'ready';
    return [{ record: recordOf(change.entry, object), isReady }];
  });
  return written.flat();
}

async function writeAndReport(change: Change, rollout: UnitRollout): Promise<KubernetesObject | undefined> {
  const startedAt = performance.now();
  const object = await writeChange(change, rollout);
  rollout.report({
    type: 'object-applied',
    unit: rollout.unit,
    object: refText(change.ref),
    action: change.action,
    durationMs: Math.round(performance.now() - startedAt),
  });
  return object;
}

/** Left as it is by this deploy, and never seen ready by one before. */
function isUnfinished({ ref, action, isSettled }: Change): boolean {
  return action === 'unchanged' && !isSettled && hasRollout(ref);
}

async function untilReady(
  awaited: readonly Awaited[],
  deadline: number,
  rollout: UnitRollout,
): Promise<void> {
  const { unit, report } = rollout;
  const startedAt = performance.now();
  const running = new Set<string>();
  const onStatus = (ref: ObjectRef, status: ObjectStatus) => {
    const object = refText(ref);
    if (status.state === 'ready') {
      if (running.delete(object))
        report({
          type: 'rollout-finished',
          unit,
          object,
          durationMs: Math.round(performance.now() - startedAt),
        });
      return;
    }
    if (!running.has(object)) report({ type: 'rollout-started', unit, object });
    running.add(object);
    report({ type: 'rollout-progressed', unit, object, status });
  };
  const timeoutMs = Math.max(0, deadline - performance.now());
  const { tell, settled } = tellCauses(rollout);
  const options = { ...rollout, timeoutMs, onStatus, onCause: tell };
  const result = await waitUntilReady(rollout.cluster, awaited, options);
  await settled();
  if (result.outcome === 'ready') return;
  // A deadline that passes while the cluster does not answer says nothing of the rollout.
  if (result.outcome === 'timed-out') await rollout.cluster.get(result.ref, { signal: rollout.signal });
  throw await rolloutError(result, rollout);
}

async function deleteLeaving(rollout: UnitRollout): Promise<void> {
  const leaving = rollout.changes.filter(({ action }) => action === 'delete');
  const lastFirst = leaving.toSorted((a, b) => stageIndex(b.ref.kind) - stageIndex(a.ref.kind));
  for (const change of lastFirst) await writeAndReport(change, rollout);
}
