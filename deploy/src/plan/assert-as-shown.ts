import { DeployError } from '../errors.ts';
import type { Manifest } from '../manifest/pin-manifest.ts';
import { computeChangeSet, type ChangeSetRequest } from './change-set.ts';
import { changeHashes, planHash, type HashedFacts } from './plan-hash.ts';

interface ShownFacts {
  /** Of what is to be done now. */
  readonly hash: string;
  readonly request: ChangeSetRequest;
  readonly asShown: (() => Promise<Manifest>) | undefined;
}

/**
 * Makes sure that a plan which was shown, and is given by its hash, is what is done; nothing at all may be done too.
 *
 * A plan that was shown before images were built has a change for every object with such an image. Some of these turn out to
 * be what runs, and change nothing. So where images were built, the plan is made once more as it was before, and what is to be
 * done now has to be among what that one says.
 *
 * @throws DeployError PLAN_CHANGED
 */
export async function assertAsShown(
  facts: HashedFacts,
  { hash, request, asShown }: ShownFacts,
): Promise<void> {
  const { planHash: shown } = facts.run.request;
  const now = changeHashes(facts);
  if (shown === undefined || shown === hash || now.length === 0) return;
  if (asShown) {
    const { objects } = await asShown();
    const before = { ...facts, changes: await computeChangeSet({ ...request, manifest: objects }) };
    const planned = new Set(changeHashes(before));
    if (planHash(before) === shown && now.every((change) => planned.has(change))) return;
  }
  throw new DeployError('PLAN_CHANGED', { shown, now: hash });
}
