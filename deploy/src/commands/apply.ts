import type { CommandEntry } from '../command.ts';
import type { CommandContext } from '../run-command.ts';
import { createPublishedImageProvider, toDeployRequest } from '../session.ts';

export const applyCommand: CommandEntry = {
  summary: 'apply what differs, with images that are published already',
  details: 'Builds and pushes nothing; refuses to go on without the image of one of the units.',
  examples: ['todo-deploy apply', 'todo-deploy apply --unit backend'],
  options: ['unit', 'timeout', 'no-rollback'],
  run,
};

async function run({ session, report, signal }: CommandContext): Promise<void> {
  const { deploy } = await import('../deploy.ts');
  await deploy(toDeployRequest(session, createPublishedImageProvider(session)), { report, signal });
}
