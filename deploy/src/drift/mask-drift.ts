import type { KubernetesObject } from '../cluster/kubernetes-object.ts';
import { createKnownSecrets } from '../secrets/known-secrets.ts';
import type { Drift } from './drift.ts';

export function hasValues({ deployed, live }: Drift): boolean {
  return deployed !== undefined || live !== undefined;
}

/** Hides what these Secrets hold; all values where they cannot be read. */
export function maskDrift(
  drift: readonly Drift[],
  secrets: readonly KubernetesObject[] | undefined,
): readonly Drift[] {
  if (!secrets) return drift.map(({ deployed: _deployed, live: _live, ...rest }) => rest);
  const known = createKnownSecrets();
  known.learn(secrets);
  return drift.map(({ deployed, live, ...rest }) => ({
    ...rest,
    ...(deployed !== undefined && { deployed: known.mask(deployed) }),
    ...(live !== undefined && { live: known.mask(live) }),
  }));
}
