import type { CallOptions, Cluster } from '../cluster/cluster.ts';
import { mapConcurrently } from '../cluster/concurrency.ts';
import { refText, type KubernetesObject, type ObjectRef } from '../cluster/kubernetes-object.ts';
import type { WriteCount } from '../deploy-request.ts';
import type { ObjectRecord } from '../ledger/ledger.ts';
import { stageIndex, stages } from '../manifest/apply-order.ts';
import type { Change } from '../plan/change-set.ts';
import { recordOf } from '../plan/decide-change.ts';
import type { ObjectStatus, Report } from '../report/events.ts';
import { renewFailedPods } from './renew-failed-pods.ts';
import { rolloutError } from './rollout-error.ts';
import { hasRollout } from './status.ts';
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
  /** Hides the values of these Secrets, and of those in the cluster, in evidence. */
  readonly secrets: readonly KubernetesObject[];
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
  const awaited: ObjectRef[] = [];
  let seen = 0;
  for (const [index, stage] of stages.entries()) {
    const changes = wanted.filter(({ ref }) => stageIndex(ref.kind) === index);
    for (const record of await writeStage(changes, rollout)) records.set(refText(record), record);
    awaited.push(...changes.filter(canProgress).map(({ ref }) => ref));
    if (!stage.hasBarrier || awaited.length === seen) continue;
    await untilReady(awaited, deadline, rollout);
    seen = awaited.length;
  }
  await deleteLeaving(rollout);
  return [...records.values()];
}

async function writeStage(
  changes: readonly Change[],
  rollout: UnitRollout,
): Promise<readonly ObjectRecord[]> {
  const toWrite = changes.filter(({ action }) => action !== 'unchanged');
  const written = await mapConcurrently(toWrite, writesAtOnceMax, async (change) => {
    const object = await writeAndReport(change, rollout);
    return object && change.entry ? [recordOf(change.entry, object)] : [];
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

/** A Job that the ledger knows has run, and may be gone by now. */
function canProgress({ ref, isSettled }: Change): boolean {
  return hasRollout(ref) && !(ref.kind === 'Job' && isSettled);
}

async function untilReady(refs: readonly ObjectRef[], deadline: number, rollout: UnitRollout): Promise<void> {
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
  const result = await waitUntilReady(rollout.cluster, refs, { ...rollout, timeoutMs, onStatus });
  if (result.outcome !== 'ready') throw await rolloutError(result, rollout);
}

async function deleteLeaving(rollout: UnitRollout): Promise<void> {
  const leaving = rollout.changes.filter(({ action }) => action === 'delete');
  const lastFirst = leaving.toSorted((a, b) => stageIndex(b.ref.kind) - stageIndex(a.ref.kind));
  for (const change of lastFirst) await writeAndReport(change, rollout);
}
