import type { CommandEntry } from '../command.ts';
import { createPublishedImageProvider } from '../image-provider.ts';
import { deployOptions } from '../option-groups.ts';
import type { Options } from '../options.ts';
import { readPlanFile } from '../plan/plan-file.ts';
import { guardWrites } from '../protection/guard-writes.ts';
import type { CommandContext } from '../run-command.ts';
import { toDeployRequest } from '../session.ts';

export const applyCommand: CommandEntry = {
  summary: 'apply what differs, or exactly what a saved plan says, with images that are published already',
  details: `Builds and pushes nothing; refuses to go on without the image of one of the units. With a file of todo-deploy plan
--out, environment, units and permissions are those of the plan, and it is carried out exactly, or refused with the names
of what moved since: the ledger, an object, an image, the chart or its values.`,
  examples: ['todo-deploy apply', 'todo-deploy apply plan.json', 'todo-deploy apply --unit backend'],
  options: deployOptions,
  operands: [{ name: 'PLAN', description: 'a file that todo-deploy plan --out wrote' }],
  adjust,
  run,
};

/** A plan brings what it was made for. */
function adjust(options: Options): Options {
  const [file] = options.operands;
  if (file === undefined) return options;
  const { environment, only = [], adopt, forceConflicts, recreate } = readPlanFile(file);
  return { ...options, environment, unit: only, adopt, 'force-conflicts': forceConflicts, recreate };
}

async function run(context: CommandContext): Promise<void> {
  const { session, report, signal, options } = context;
  const approve = await guardWrites(context);
  const { deploy } = await import('../deploy.ts');
  const [file] = options.operands;
  const planned = file === undefined ? undefined : { file, plan: readPlanFile(file) };
  const request = toDeployRequest(session, createPublishedImageProvider(session));
  await deploy({ ...request, approve, ...(planned && { planned }) }, { report, signal });
}
