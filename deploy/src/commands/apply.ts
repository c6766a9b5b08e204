import type { CommandContext } from '../run-command.ts';
import { createPublishedImageProvider, toDeployRequest } from '../session.ts';

/** Applies what differs, with images that are published already, and waits until it is ready. */
export async function applyCommand({ session, report, signal }: CommandContext): Promise<void> {
  const { deploy } = await import('../deploy.ts');
  await deploy(toDeployRequest(session, createPublishedImageProvider(session)), { report, signal });
}
