import type { CommandEntry } from '../command.ts';
import { guardWrites } from '../protection/guard-writes.ts';
import type { CommandContext } from '../run-command.ts';
import { createPublishedImageProvider, toDeployRequest } from '../session.ts';

export const applyCommand: CommandEntry = {
  summary: 'apply what differs, with images that are published already',
  details: 'Builds and pushes nothing; refuses to go on without the image of one of the units.',
  examples: ['todo-deploy apply', 'todo-deploy apply --unit backend'],
  options: [
    'unit',
    'timeout',
    'no-rollback',
    'yes',
    'adopt',
    'force-conflicts',
    'recreate',
    'no-wait',
    'report',
  ],
  run,
};

async function run(context: CommandContext): Promise<void> {
  const { session, report, signal } = context;
  const approve = await guardWrites(context);
  const { deploy } = await import('../deploy.ts');
  const request = toDeployRequest(session, createPublishedImageProvider(session));
  await deploy({ ...request, approve }, { report, signal });
}
