import type { CallOptions, Cluster, Selection } from '../cluster/cluster.ts';
import type { KubernetesObject } from '../cluster/kubernetes-object.ts';
import { DeployError } from '../errors.ts';
import { ledgerLabel } from '../ledger/ledger.ts';
import type { KnownSecrets } from './known-secrets.ts';

/** Makes the Secrets known that the namespace has now; false where they cannot be read, so that nothing can hide them. */
export async function learnSecrets(
  cluster: Cluster,
  { secrets, ...place }: { readonly namespace: string; readonly secrets: KnownSecrets } & CallOptions,
): Promise<boolean> {
  const found = await readSecrets(cluster, place);
  secrets.learn(found ?? []);
  return found !== undefined;
}

/** All Secrets of a namespace but those of the ledger, which hold whole manifests. */
export function secretsSelection(namespace: string): Selection {
  return { apiVersion: 'v1', kind: 'Secret', namespace, labelSelector: `!${ledgerLabel}` };
}

/** The Secrets that the namespace has now, but for the ledger; undefined where they cannot be read. */
export async function readSecrets(
  cluster: Cluster,
  { namespace, signal }: { readonly namespace: string } & CallOptions,
): Promise<readonly KubernetesObject[] | undefined> {
  try {
    return await cluster.list(secretsSelection(namespace), { signal });
  } catch (error) {
    if (error instanceof DeployError) return undefined;
    throw error;
  }
}
