import { pause } from '../../../host/pause.ts';
import { backoffMs } from './backoff.ts';
import type { StepStatus } from './cluster-status.ts';

export interface TaskContext {
  readonly stopping: AbortSignal;
  readonly onChange: (status: Partial<StepStatus>) => void;
}

/** Does a task until it succeeds or the cluster stops, with growing pauses between the tries. */
export async function runTask(
  task: (signal: AbortSignal) => Promise<void>,
  { stopping, onChange }: TaskContext,
): Promise<void> {
  for (let tries = 0; !stopping.aborted; tries += 1) {
    onChange({ state: 'starting', restarts: tries, restartsInRow: tries });
    try {
      await task(stopping);
      onChange({ state: 'ready' });
      return;
    } catch (error) {
      if (stopping.aborted) return;
      onChange({ state: 'restarting', lastFailure: error instanceof Error ? error.message : String(error) });
      await pause(backoffMs(tries), stopping);
    }
  }
}
