import type { CallOptions, Cluster } from '../cluster/cluster.ts';
import { DeployError } from '../errors.ts';
import type { KnownSecrets } from '../secrets/known-secrets.ts';

/** Makes the Secrets known that the cluster has now; false where they cannot be read, so that nothing can hide them. */
export async function learnSecrets(
  cluster: Cluster,
  {
    namespace,
    secrets,
    signal,
  }: { readonly namespace: string; readonly secrets: KnownSecrets } & CallOptions,
): Promise<boolean> {
  try {
    secrets.learn(await cluster.list({ apiVersion: 'v1', kind: 'Secret', namespace }, { signal }));
    return true;
  } catch (error) {
    if (error instanceof DeployError) return false;
    throw error;
  }
}
