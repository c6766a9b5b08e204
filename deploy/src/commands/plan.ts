import { describePlan } from '../report/describe-plan.ts';
import type { CommandContext } from '../run-command.ts';
import { createImageProvider, toDeployRequest } from '../session.ts';

/** Shows what one deploy would do. */
export async function planCommand({ session, report, signal, style, print }: CommandContext): Promise<void> {
  const { deploy } = await import('../deploy.ts');
  const request = { ...toDeployRequest(session, createImageProvider(session, report)), planOnly: true };
  const { plan } = await deploy(request, { report, signal });
  print({ text: describePlan(plan, style), json: { type: 'plan', ...plan } });
}
