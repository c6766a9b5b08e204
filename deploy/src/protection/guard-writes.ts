import { identifyUser } from '../cluster/identify-user.ts';
import type { Approve } from '../deploy-request.ts';
import { DeployError } from '../errors.ts';
import type { CommandContext } from '../run-command.ts';
import { describeRequest } from './describe-request.ts';
import { readGitState } from './git-state.ts';
import { refusals } from './refusals.ts';

/**
 * Checks what the environment demands before anything may be written to it. Every command that writes calls it first.
 *
 * @returns how to ask before the first write; undefined where there is nothing to ask
 * @throws DeployError ENVIRONMENT_PROTECTED, CONFIRMATION_MISSING
 */
export async function guardWrites({
  session,
  options,
  confirm,
  signal,
}: Pick<CommandContext, 'session' | 'options' | 'confirm' | 'signal'>): Promise<Approve | undefined> {
  const { environment, connection, workspaceRoot } = session;
  const { name, namespace, protection } = environment;
  if (!protection) return undefined;
  const mustAsk = protection.confirm && !options.yes;
  if (mustAsk && !confirm) throw new DeployError('CONFIRMATION_MISSING', { environment: name });
  const [git, user] = await Promise.all([
    readGitState(workspaceRoot),
    protection.users.length > 0 ? identifyUser(connection, { signal }) : undefined,
  ]);
  const reasons = refusals(protection, { git, user });
  if (reasons.length > 0) throw new DeployError('ENVIRONMENT_PROTECTED', { environment: name, reasons });
  if (!mustAsk || !confirm) return undefined;
  const place = `${name} (context ${connection.context}, namespace ${namespace})`;
  return (plan, asking) => confirm(`${describeRequest(plan, place)}. Go on?`, asking);
}
