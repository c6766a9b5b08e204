import { describeStatus } from '../report/describe-status.ts';
import type { CommandContext } from '../run-command.ts';

/** Shows what runs. */
export async function statusCommand({ session, signal, style, print }: CommandContext): Promise<void> {
  const { readStatus } = await import('../read-status.ts');
  const { environment, connection } = session;
  const status = await readStatus({ environment, connection }, { signal });
  const text = describeStatus(status, { style, now: Date.now(), address: connection.address });
  print({ text, json: { type: 'status', ...status } });
}
