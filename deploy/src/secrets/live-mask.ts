import type { CallOptions, Cluster } from '../cluster/cluster.ts';
import { createKnownSecrets } from './known-secrets.ts';

/** Hides the values of a namespace's Secrets, also of those that come or change, and those that went, while it runs. */
export interface LiveMask {
  readonly mask: (text: string) => string;
  /** Rejects when the Secrets can no longer be read. */
  readonly ended: Promise<void>;
}

/**
 * Reads the Secrets, and watches them until the signal.
 *
 * @throws DeployError FORBIDDEN, as nothing can be shown then
 */
export async function openLiveMask(
  cluster: Cluster,
  { namespace, signal }: { readonly namespace: string } & CallOptions,
): Promise<LiveMask> {
  const known = createKnownSecrets();
  const first = Promise.withResolvers<void>();
  const watch = async () => {
    for await (const event of cluster.watch({ apiVersion: 'v1', kind: 'Secret', namespace }, signal)) {
      known.learn(event.type === 'synced' ? event.objects : [event.object]);
      first.resolve();
    }
  };
  const ended = watch();
  await Promise.race([first.promise, ended]);
  return { mask: known.mask, ended };
}
