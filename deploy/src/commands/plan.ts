import type { CommandEntry } from '../command.ts';
import { createImageProvider, createPublishedImageProvider } from '../image-provider.ts';
import type { Options } from '../options.ts';
import type { Plan } from '../plan/plan.ts';
import { writePlanFile } from '../plan/plan-file.ts';
import { describePlanMarkdown } from '../report/describe-plan-markdown.ts';
import { describePlan } from '../report/describe-plan.ts';
import type { DeployEvent } from '../report/events.ts';
import type { CommandContext } from '../run-command.ts';
import { startRendering, toDeployRequest } from '../session.ts';

export const planCommand: CommandEntry = {
  summary: 'show what one deploy would do; builds, pushes and writes nothing',
  details: `Reads the cluster and the registry only. With --out the plan is kept, for todo-deploy apply FILE to carry out exactly;
its images have to be published before. With --exit-code, 0 says that there is nothing to change, and 2 that there is.`,
  examples: [
    'todo-deploy plan',
    'todo-deploy plan --out plan.json && todo-deploy apply plan.json',
    'todo-deploy plan --markdown > plan.md',
    'todo-deploy plan --exit-code --json',
  ],
  options: ['unit', 'adopt', 'force-conflicts', 'recreate', 'markdown', 'out', 'exit-code'],
  run,
};

const changesExitCode = 2;

async function run(context: CommandContext): Promise<number> {
  const { session, options, signal, style, print } = context;
  const rendering = await startRendering(session, { signal });
  const images = options.out
    ? createPublishedImageProvider(session)
    : createImageProvider(session, { signal });
  const { deploy } = await import('../deploy.ts');
  const report = (event: DeployEvent) => {
    if (isShown(event, options)) context.report(event);
  };
  const request = { ...toDeployRequest(session, images), ...rendering, planOnly: true };
  const { plan, savedPlan } = await deploy(request, { report, signal });
  if (options.out) writePlanFile(options.out, savedPlan);
  const text = options.markdown ? describePlanMarkdown(plan) : describePlan(plan, style);
  print({ text, json: { type: 'plan', ...plan } });
  return options['exit-code'] && hasChanges(plan) ? changesExitCode : 0;
}

function hasChanges({ units }: Plan): boolean {
  return units.some(({ changes }) => changes.some(({ action }) => action !== 'unchanged'));
}

/** As text, the plan itself tells the objects, with more detail than the events; as Markdown it is all that is told. */
function isShown({ type }: DeployEvent, { json, markdown }: Options): boolean {
  if (json || type === 'deploy-failed') return true;
  return !markdown && type !== 'object-planned' && type !== 'deploy-finished';
}
