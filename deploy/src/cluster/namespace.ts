import { DeployError } from '../errors.ts';
import type { CallOptions, Cluster } from './cluster.ts';
import { recordsAt, textAt, type KubernetesObject, type ObjectRef } from './kubernetes-object.ts';

export interface NamespaceState {
  readonly exists: boolean;
  /** The uid of a namespace that this deploy made. */
  readonly createdUid?: string;
}

const levels = ['enforce', 'audit', 'warn'] as const;

/**
 * The environment's namespace. One that is there already is somebody's, and left as it is; one that we make admits only
 * pods of the `restricted` Pod Security level.
 *
 * @throws DeployError NAMESPACE_TERMINATING
 */
export async function ensureNamespace(
  cluster: Cluster,
  { name, mayCreate, signal }: { readonly name: string; readonly mayCreate: boolean } & CallOptions,
): Promise<NamespaceState> {
  const live = await cluster.get(refOf(name), { signal });
  if (live?.metadata.deletionTimestamp !== undefined)
    throw new DeployError('NAMESPACE_TERMINATING', { namespace: name, heldBy: heldBy(live) });
  if (live) return { exists: true };
  if (!mayCreate) return { exists: false };
  const created = await cluster.apply(restrictedNamespace(name), { signal });
  return { exists: true, createdUid: created.metadata.uid ?? '' };
}

/** What the namespace says its deletion waits for: `todo.test/hold in 1 resource instances`. */
function heldBy(namespace: KubernetesObject): readonly string[] {
  return recordsAt(namespace, 'status', 'conditions')
    .filter(({ type, status }) => type === 'NamespaceFinalizersRemaining' && status === 'True')
    .map((condition) => (textAt(condition, 'message') ?? '').replace(/^.*finalizers remaining: /, ''));
}

/** Takes back a namespace that this deploy made and then had no use for. */
export async function withdrawNamespace(
  cluster: Cluster,
  { name, uid }: { readonly name: string; readonly uid: string },
): Promise<void> {
  // The deploy that made it may just have been cancelled, and this is what cancelling means.
  const signal = AbortSignal.timeout(30_000);
  await cluster.delete({ ...refOf(name), uid }, { signal });
}

function refOf(name: string): ObjectRef {
  return { apiVersion: 'v1', kind: 'Namespace', name };
}

function restrictedNamespace(name: string): KubernetesObject {
  const security = levels.map((level) => [`pod-security.kubernetes.io/${level}`, 'restricted'] as const);
  const labels = { 'app.kubernetes.io/managed-by': 'todo-deploy', ...Object.fromEntries(security) };
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}
