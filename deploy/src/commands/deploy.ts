import type { CommandEntry } from '../command.ts';
import { createImageProvider } from '../image-provider.ts';
import { deployOptions } from '../option-groups.ts';
import { guardWrites } from '../protection/guard-writes.ts';
import type { CommandContext } from '../run-command.ts';
import { startRendering, toDeployRequest } from '../session.ts';

export const deployCommand: CommandEntry = {
  summary: 'publish the images that changed, apply what differs, wait until it is ready',
  details: `Reads what runs from the cluster, and changes only what differs from it: an image is built only when the registry
lacks the one made from these inputs, an object is written only when it differs, a pod restarts only when it must.
Ctrl-C stops after the write that is under way and says what is left; a second one ends the program at once.`,
  examples: [
    'todo-deploy deploy',
    'todo-deploy deploy --unit backend --timeout 5m',
    'todo-deploy deploy --context kind-dev --registry localhost:5001 --address http://localhost:8080',
  ],
  options: deployOptions,
  run,
};

async function run(context: CommandContext): Promise<void> {
  const { session, report, signal } = context;
  const approve = await guardWrites(context);
  const rendering = await startRendering(session, { signal });
  const request = {
    ...toDeployRequest(session, createImageProvider(session, { signal })),
    ...rendering,
    approve,
  };
  const { deploy } = await import('../deploy.ts');
  await deploy(request, { report, signal });
}
