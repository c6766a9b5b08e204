import type { KubernetesObject } from '../cluster/kubernetes-object.ts';
import { secretMask } from '../rollout/mask-secrets.ts';
import type { Drift } from './drift.ts';

export function hasValues({ deployed, live }: Drift): boolean {
  return deployed !== undefined || live !== undefined;
}

/** Hides what these Secrets hold; all values where they cannot be read. */
export function maskDrift(
  drift: readonly Drift[],
  secrets: readonly KubernetesObject[] | undefined,
): readonly Drift[] {
  const mask = secrets && secretMask(secrets);
  return drift.map(({ deployed, live, ...rest }) => ({
    ...rest,
    ...(mask && deployed !== undefined && { deployed: mask(deployed) }),
    ...(mask && live !== undefined && { live: mask(live) }),
  }));
}
