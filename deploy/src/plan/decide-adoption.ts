import { recordsAt, refText, textAt, type KubernetesObject } from '../cluster/kubernetes-object.ts';
import { DeployError } from '../errors.ts';
import { applySetPartOfLabel, formerApplySetId } from '../ledger/apply-set.ts';
import type { ManifestObject } from '../manifest/manifest.ts';
import type { Change } from './change-set.ts';
import { replace, wanted, type DecisionFacts, type Permissions } from './decide-change.ts';
import { diffFields } from './diff-fields.ts';
import { dryRunOver, leavingFields, updateOf } from './dry-run.ts';
import { isReplaced, takeOverFields } from './managed-fields.ts';
import { stateOf } from './saved-plan.ts';

/** @throws DeployError OBJECT_NOT_OURS */
export function assertMayAdopt(
  { ref }: ManifestObject,
  live: KubernetesObject,
  permissions: Permissions,
): void {
  if (!permissions.adopt)
    throw new DeployError('OBJECT_NOT_OURS', { object: refText(ref), owner: ownerOf(live) });
}

/**
 * An object of another set is taken over only where that set is the environment's own, from before its ledger moved.
 *
 * @throws DeployError OBJECT_OF_ANOTHER_SET
 */
export function assertMayTake(
  { ref }: ManifestObject,
  owner: string,
  { ledger: { parent }, permissions }: Pick<DecisionFacts, 'ledger' | 'permissions'>,
): void {
  const object = refText(ref);
  if (owner !== formerApplySetId(parent)) {
    const place = ref.namespace ? ` --namespace ${ref.namespace}` : '';
    const unlabel = `kubectl label ${ref.kind.toLowerCase()} ${ref.name}${place} ${applySetPartOfLabel}-`;
    const advice = `choose another release name or namespace, or remove that release first; where only its label is left, ${unlabel}, and deploy with --adopt`;
    throw new DeployError('OBJECT_OF_ANOTHER_SET', { object, owner, advice });
  }
  if (permissions.adopt) return;
  const former = refText({ ...parent, kind: 'ConfigMap' });
  throw new DeployError('OBJECT_OF_ANOTHER_SET', {
    object,
    owner: `the ledger of an older version, ${former}`,
    advice: 'deploy with --adopt, and delete that ConfigMap then; what the chart no longer has stays',
  });
}

/**
 * Takes over an object that a helm release, kubectl or somebody else made: it becomes a member of our set, what helm and
 * kubectl set and the chart does not goes away, and what controllers own stays theirs.
 */
export async function adopt(
  entry: ManifestObject,
  live: KubernetesObject,
  facts: DecisionFacts,
): Promise<Change> {
  const why = `it belongs to ${ownerOf(live)} and becomes ours`;
  if (entry.ref.kind === 'Job') return replace(entry, live, why);
  // What is made once keeps its content; it only joins the set.
  if (entry.isOnce) return { ...wanted({ ...entry, object: labelsOf(entry) }), action: 'adopt', why };
  const { object, taken } = await dryRunOver(entry, live, { ...facts, mayForce: isReplaced });
  const takeover = takeOverFields(live, object, { isAdopted: true });
  const fields = [...diffFields(live, object), ...leavingFields(takeover)];
  const update = updateOf(entry, { fields, takeover, isForced: taken.length > 0 });
  const state = stateOf(live);
  return { ...update, action: 'adopt', why, state, ...(takeover && { takeover: { isAdopted: true } }) };
}

function labelsOf({ object }: ManifestObject): KubernetesObject {
  const { apiVersion, kind, metadata } = object;
  const { name, namespace, labels } = metadata;
  return {
    apiVersion,
    kind,
    metadata: { name, ...(namespace && { namespace }), ...(labels && { labels }) },
  };
}

/** Who an object belongs to, as its annotations or its fields' managers say. */
function ownerOf(live: KubernetesObject): string {
  const { annotations } = live.metadata;
  const release = annotations?.['meta.helm.sh/release-name'];
  if (release) return `Helm release ${annotations['meta.helm.sh/release-namespace'] ?? ''}/${release}`;
  const managers = recordsAt(live, 'metadata', 'managedFields').flatMap(
    (entry) => textAt(entry, 'manager') ?? [],
  );
  return managers[0] ?? 'somebody else';
}
