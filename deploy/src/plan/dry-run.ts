import { type KubernetesObject } from '../cluster/kubernetes-object.ts';
import { DeployError } from '../errors.ts';
import type { ManifestObject } from '../manifest/manifest.ts';
import type { Change } from './change-set.ts';
import { recordOf, replace, runsPods, unchanged, wanted, type DecisionFacts } from './decide-change.ts';
import { diffFields } from './diff-fields.ts';
import { ownsAll, takeOverFields, type Takeover } from './managed-fields.ts';
import { conflictsOf, nameConflicts } from './name-conflicts.ts';
import type { FieldChange } from './plan.ts';
import { stateOf } from './saved-plan.ts';

/** What the cluster would make of an object; nothing is written. */
export function dryRun(
  entry: ManifestObject,
  { cluster, signal }: Pick<DecisionFacts, 'cluster' | 'signal'>,
  { force = false }: { readonly force?: boolean } = {},
): Promise<KubernetesObject> {
  return cluster.apply(entry.object, { dryRun: true, force, signal });
}

/** What is to be done with an object of ours, found by comparing it with what the cluster would make of it. */
export async function compareWithDryRun(
  entry: ManifestObject,
  live: KubernetesObject,
  facts: DecisionFacts,
): Promise<Change> {
  const { recorded, permissions } = facts;
  const name = `${entry.ref.kind}/${entry.ref.name}`;
  try {
    const { object, taken } = await dryRunOver(entry, live, {
      ...facts,
      mayForce: () => permissions.forceConflicts.has(name),
    });
    const takeover = takeOverFields(live, object, { isAdopted: false });
    const fields = [...diffFields(live, object), ...leavingFields(takeover)];
    const isRecorded = recorded?.hash === entry.hash;
    if (fields.length === 0 && taken.length === 0 && ownsAll(live, object)) {
      const why = isRecorded ? 'changed and changed back' : 'as the manifest has it';
      return unchanged(entry, { why, record: recordOf(entry, live), isSettled: isRecorded });
    }
    const why = whyUpdate(fields, { isDrift: isRecorded, taken });
    const update = updateOf(entry, { fields, takeover, isForced: taken.length > 0 });
    return { ...update, action: 'update', why, state: stateOf(live) };
  } catch (error) {
    if (!isImmutable(error) || !permissions.recreate.has(name)) throw error;
    return replace(entry, live, 'a field of it cannot be changed, and it may be recreated');
  }
}

export interface UpdateFacts {
  readonly fields: readonly FieldChange[];
  readonly takeover: Takeover | undefined;
  readonly isForced: boolean;
}

/** What writing an object that is there has, whatever it is called. */
export function updateOf(entry: ManifestObject, { fields, takeover, isForced }: UpdateFacts) {
  const restartsPods = runsPods(entry) && fields.some(({ path }) => path.startsWith('spec.template'));
  const isAdopted = false;
  return {
    ...wanted(entry),
    fields,
    restartsPods,
    ...(takeover && { takeover: { isAdopted } }),
    isForced,
  };
}

/**
 * A dry run over fields of others, where that is allowed.
 *
 * @param options.mayForce whether the fields of this manager may be taken over
 * @returns the object as it would be, and the managers that lose fields
 * @throws DeployError APPLY_CONFLICT with both values of each field that may not be taken
 */
export async function dryRunOver(
  entry: ManifestObject,
  live: KubernetesObject,
  facts: Pick<DecisionFacts, 'cluster' | 'signal'> & { readonly mayForce: (manager: string) => boolean },
): Promise<{ readonly object: KubernetesObject; readonly taken: readonly string[] }> {
  try {
    return { object: await dryRun(entry, facts), taken: [] };
  } catch (error) {
    const managers = [...new Set(conflictsOf(error).map(({ manager }) => manager))];
    if (managers.length === 0 || !managers.every(facts.mayForce)) {
      throw nameConflicts(error, { ours: entry.object, theirs: live });
    }
    return { object: await dryRun(entry, facts, { force: true }), taken: managers };
  }
}

/** Fields that go away with their former owner, which the dry run cannot know. */
export function leavingFields(takeover: Takeover | undefined): readonly FieldChange[] {
  return (takeover?.leaving ?? []).map((path) => ({ path: path.replace(/^\./, ''), from: 'set' }));
}

function whyUpdate(
  fields: readonly FieldChange[],
  { isDrift, taken }: { readonly isDrift: boolean; readonly taken: readonly string[] },
): string {
  if (fields.length === 0) return 'its fields become ours again';
  const paths = fields.slice(0, 2).map(({ path }) => path);
  const more = fields.length > paths.length ? ` and ${fields.length - paths.length} more` : '';
  const names = `${paths.join(', ')}${more}`;
  const what = isDrift ? `${names} changed in the cluster since the last deploy` : `${names} to change`;
  return taken.length > 0 ? `${what}, taken from ${taken.join(', ')}` : what;
}

function isImmutable(error: unknown): boolean {
  return error instanceof DeployError && error.code === 'FIELD_IMMUTABLE';
}
