import type { CallOptions, Cluster } from '../cluster/cluster.ts';
import type { KubernetesObject } from '../cluster/kubernetes-object.ts';
import { DeployError } from '../errors.ts';
import { ledgerLabel } from '../ledger/ledger.ts';
import { createKnownSecrets } from '../secrets/known-secrets.ts';

/** Replaces every value of these Secrets in a text, in whatever form it is written there. */
export function secretMask(secrets: readonly KubernetesObject[]): (text: string) => string {
  const known = createKnownSecrets();
  known.learn(secrets);
  return known.mask;
}

/** The environment's Secrets as they are in the cluster, but for the ledger; undefined where they cannot be read. */
export async function readSecrets(
  cluster: Cluster,
  { namespace, signal }: { readonly namespace: string } & CallOptions,
): Promise<readonly KubernetesObject[] | undefined> {
  try {
    const labelSelector = `!${ledgerLabel}`;
    return await cluster.list({ apiVersion: 'v1', kind: 'Secret', namespace, labelSelector }, { signal });
  } catch (error) {
    if (error instanceof DeployError) return undefined;
    throw error;
  }
}
