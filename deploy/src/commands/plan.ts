import type { CommandEntry } from '../command.ts';
import { describePlan } from '../report/describe-plan.ts';
import type { DeployEvent } from '../report/events.ts';
import type { CommandContext } from '../run-command.ts';
import { createImageProvider, toDeployRequest } from '../session.ts';

export const planCommand: CommandEntry = {
  summary: 'show what one deploy would do; builds, pushes and writes nothing',
  details: 'Reads the cluster and the registry only.',
  examples: ['todo-deploy plan', 'todo-deploy plan --json'],
  options: ['unit', 'adopt', 'force-conflicts', 'recreate'],
  run,
};

async function run(context: CommandContext): Promise<void> {
  const { session, signal, style, json, print } = context;
  const { deploy } = await import('../deploy.ts');
  // As text, the plan itself tells the objects, with more detail than the events.
  const report = (event: DeployEvent) => {
    if (json || (event.type !== 'object-planned' && event.type !== 'deploy-finished')) context.report(event);
  };
  const request = { ...toDeployRequest(session, createImageProvider(session)), planOnly: true };
  const { plan } = await deploy(request, { report, signal });
  print({ text: describePlan(plan, style), json: { type: 'plan', ...plan } });
}
