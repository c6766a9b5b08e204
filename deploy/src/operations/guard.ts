import { guardWrites } from '../protection/guard-writes.ts';
import type { ToolContext } from './tool.ts';

/**
 * Checks what the environment demands before anything is written to it. Nobody can be asked here: an environment that wants
 * to be asked is only written to by a server that was started with `--yes`.
 *
 * @throws DeployError ENVIRONMENT_PROTECTED, CONFIRMATION_MISSING
 */
export async function guard({ place, signal }: ToolContext): Promise<void> {
  const { session } = place;
  await guardWrites({ session, options: session.options, signal }, { isOfTree: false });
}
