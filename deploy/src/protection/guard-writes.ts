import { identifyUser } from '../cluster/identify-user.ts';
import type { Approve } from '../deploy-request.ts';
import type { Protection } from '../environment-file.ts';
import { DeployError } from '../errors.ts';
import type { Refusal } from '../errors/environment-errors.ts';
import type { CommandContext } from '../run-command.ts';
import type { EnvironmentSession } from '../session.ts';
import { describeRequest } from './describe-request.ts';
import { readGitState } from './git-state.ts';
import { refusals } from './refusals.ts';

type Guarded = Pick<CommandContext<EnvironmentSession>, 'session' | 'options' | 'confirm' | 'signal'>;

/**
 * Checks what the environment demands before anything may be written to it. Every command that writes calls it first.
 *
 * @param what.isOfTree whether what is written comes from the workspace, so that the state of its tree matters
 * @returns how to ask before the first write; undefined where there is nothing to ask
 * @throws DeployError ENVIRONMENT_PROTECTED, CONFIRMATION_MISSING
 */
export async function guardWrites(
  guarded: Guarded,
  { isOfTree }: { readonly isOfTree: boolean } = { isOfTree: true },
): Promise<Approve | undefined> {
  const { session, options, confirm } = guarded;
  const { environment, connection } = session;
  const { name, namespace, protection } = environment;
  if (!protection) return undefined;
  const mustAsk = protection.confirm && !options.yes;
  if (mustAsk && !confirm) throw new DeployError('CONFIRMATION_MISSING', { environment: name });
  const reasons = await findRefusals(isOfTree ? protection : withoutTree(protection), guarded);
  if (reasons.length > 0) throw new DeployError('ENVIRONMENT_PROTECTED', { environment: name, reasons });
  if (!mustAsk || !confirm) return undefined;
  const place = `${name} (context ${connection.context}, namespace ${namespace})`;
  return (plan, asking) => confirm(`${describeRequest(plan, place)}. Go on?`, asking);
}

async function findRefusals(
  protection: Protection,
  { session, signal }: Pick<Guarded, 'session' | 'signal'>,
): Promise<readonly Refusal[]> {
  const [git, user] = await Promise.all([
    readGitState(session.workspaceRoot),
    protection.users.length > 0 ? identifyUser(session.connection, { signal }) : undefined,
  ]);
  return refusals(protection, { git, user });
}

function withoutTree(protection: Protection): Protection {
  return { ...protection, cleanTree: false, branches: [] };
}
