import { AppError } from '@todo/errors';
import { DeployError } from '../errors.ts';
import { rolloutErrors, type RolloutFact } from '../errors/rollout-errors.ts';
import type { UnitRecord } from '../ledger/ledger.ts';
import { readRevision } from '../ledger/revisions.ts';
import type { ManifestObject } from '../manifest/manifest.ts';
import { computeChangeSet } from '../plan/change-set.ts';
import { permissionsOf } from '../plan/compare-with-cluster.ts';
import type { RolloutCode } from './cause.ts';
import { keepRecord } from './keep-record.ts';
import { runUnitWork } from './run-unit-work.ts';
import { inOrder } from './unit-runs.ts';
import type { UnitWork } from './unit-work.ts';

/**
 * Takes a unit whose rollout failed back to its last revision, and watches that to ready; other units are not touched.
 * Its cause and evidence were reported before.
 *
 * @returns the error to end with: the failure, with what is left now
 */
export async function rollBackUnit(failure: unknown, work: UnitWork): Promise<unknown> {
  const { run, unit, cluster, ledger, signal } = work;
  if (!isRolloutFailure(failure) || run.request.noRollback || signal.aborted) return failure;
  const record = ledger.units.get(unit.name);
  const entries = record && (await readRevision(cluster, ledger, { ...record, unit: unit.name, signal }));
  if (!record || !entries)
    return withState(failure, `${failure.context.state}; there is no revision to go back to`);
  const { revision } = record;
  run.report({ type: 'note', message: `Unit ${unit.name}: going back to revision ${revision}` });
  try {
    await restore(record, entries, work);
    return withState(failure, `rolled back to revision ${revision}, which is ready`);
  } catch (error) {
    if (!(error instanceof AppError) || signal.aborted) throw error;
    const fact = { ...failure.context, rollback: `to revision ${revision}: ${error.message}` };
    return new DeployError('ROLLBACK_FAILED', fact, failure);
  }
}

/** What the unit's revision had is wanted again, and what this deploy made besides is not. */
async function restore(
  record: UnitRecord,
  entries: readonly ManifestObject[],
  work: UnitWork,
): Promise<void> {
  const { run, unit, cluster, ledger, manifest, signal } = work;
  run.secrets.learn(entries.map(({ object }) => object));
  const others = manifest.objects.filter((entry) => entry.unit !== unit.name);
  const changes = await computeChangeSet({
    cluster,
    ledger,
    manifest: [...others, ...entries],
    units: new Set([unit.name]),
    hasNamespace: true,
    permissions: permissionsOf(run.request),
    onSecrets: run.secrets.learn,
    undefinedKinds: new Set(),
    signal,
  });
  run.writes.planned += changes.filter(({ action }) => action !== 'unchanged').length;
  const restored = { ...work, manifest: { ...manifest, objects: [...others, ...entries] }, changes };
  const objects = await runUnitWork(restored);
  await keepRecord({ ...record, objects: inOrder(objects) }, restored);
}

type RolloutFailure = DeployError & { readonly context: RolloutFact };

/** Whether a unit was applied and did not become ready, as against a deploy that could not go on. */
function isRolloutFailure(error: unknown): error is RolloutFailure {
  return error instanceof DeployError && error.code in rolloutErrors && error.code !== 'DEPLOY_CANCELLED';
}

function withState(failure: RolloutFailure, state: string): DeployError {
  return new DeployError(failure.code as RolloutCode, { ...failure.context, state }, failure.cause);
}
