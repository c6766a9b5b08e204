import type { DeployContext, DeployResult } from '../deploy-request.ts';
import { presentTargets } from '../history/choose-targets.ts';
import { redeploy, type RedeployRequest } from '../redeploy.ts';
import type { ToolContext } from './tool.ts';

export interface RestoreRequest extends Omit<RedeployRequest, 'choose' | 'alter'> {
  /** All when absent. */
  readonly unit?: string | undefined;
}

/**
 * What a deploy is where only the cluster is: units are as their present revisions say again, whatever was changed or
 * deleted by hand since.
 *
 * @throws DeployError NOTHING_DEPLOYED, UNIT_UNKNOWN, REVISION_IMAGE_GONE, and what a deploy ends with
 */
export function restore({ unit, ...request }: RestoreRequest, context: DeployContext): Promise<DeployResult> {
  const environment = request.environment.name;
  const choose: RedeployRequest['choose'] = (ledger) =>
    presentTargets(ledger, { environment, unit, note: 'restored' });
  return redeploy({ ...request, choose, takesOver: true }, context);
}

/** What every operation on the environment's own revisions has in common. */
export function requestOf({ place, by }: ToolContext): Omit<RedeployRequest, 'choose' | 'alter'> {
  const { environment, connection, options } = place.session;
  return { environment, connection, by, noRollback: options['no-rollback'], noWait: true };
}
