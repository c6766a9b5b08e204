import type { CommandContext } from '../run-command.ts';
import { createImageProvider, toDeployRequest } from '../session.ts';

/** Publishes the images that changed, applies what differs, and waits until it is ready. */
export async function deployCommand({ session, report, signal }: CommandContext): Promise<void> {
  const { deploy } = await import('../deploy.ts');
  await deploy(toDeployRequest(session, createImageProvider(session)), { report, signal });
}
