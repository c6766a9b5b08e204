import type { CommandEntry } from '../command.ts';
import type { Options } from '../options.ts';
import { describePlanMarkdown } from '../report/describe-plan-markdown.ts';
import { describePlan } from '../report/describe-plan.ts';
import type { DeployEvent } from '../report/events.ts';
import type { CommandContext } from '../run-command.ts';
import { createImageProvider, toDeployRequest } from '../session.ts';

export const planCommand: CommandEntry = {
  summary: 'show what one deploy would do; builds, pushes and writes nothing',
  details: 'Reads the cluster and the registry only.',
  examples: ['todo-deploy plan', 'todo-deploy plan --json', 'todo-deploy plan --markdown > plan.md'],
  options: ['unit', 'markdown', 'adopt', 'force-conflicts', 'recreate'],
  run,
};

async function run(context: CommandContext): Promise<void> {
  const { session, options, signal, style, print } = context;
  const { deploy } = await import('../deploy.ts');
  const report = (event: DeployEvent) => {
    if (isShown(event, options)) context.report(event);
  };
  const request = { ...toDeployRequest(session, createImageProvider(session)), planOnly: true };
  const { plan } = await deploy(request, { report, signal });
  const text = options.markdown ? describePlanMarkdown(plan) : describePlan(plan, style);
  print({ text, json: { type: 'plan', ...plan } });
}

/** As text, the plan itself tells the objects, with more detail than the events; as Markdown it is all that is told. */
function isShown({ type }: DeployEvent, { json, markdown }: Options): boolean {
  if (json || type === 'deploy-failed') return true;
  return !markdown && type !== 'object-planned' && type !== 'deploy-finished';
}
