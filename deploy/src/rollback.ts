import type { DeployContext, DeployResult } from './deploy-request.ts';
import { chooseTargets, type RollbackWish } from './history/choose-targets.ts';
import { redeploy, type RedeployRequest } from './redeploy.ts';

export type RollbackRequest = RollbackWish & Omit<RedeployRequest, 'choose' | 'alter'>;

/**
 * Takes units back to revisions that they had.
 *
 * @throws DeployError NOTHING_DEPLOYED, UNIT_UNKNOWN, REVISION_UNKNOWN, REVISION_IMAGE_GONE, and what a deploy ends with
 */
export function rollback(
  { unit, to, ...request }: RollbackRequest,
  context: DeployContext,
): Promise<DeployResult> {
  const environment = request.environment.name;
  return redeploy(
    { ...request, choose: (ledger) => chooseTargets(ledger, { unit, to, environment }) },
    context,
  );
}
