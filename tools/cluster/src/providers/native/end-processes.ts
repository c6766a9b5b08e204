import { setTimeout as delay } from 'node:timers/promises';
import { isRunning, signalProcess, type ProcessIdentity } from '../../host/process-identity.ts';

const pollEveryMs = 15;

/** How long a process may take after SIGTERM before it is ended with SIGKILL. */
export interface Grace {
  readonly termMs: number;
  /** How long to wait for the end after SIGKILL; a process may hang in the kernel. */
  readonly killMs?: number;
}

/**
 * Asks the processes to end, waits, and then ends those that remain.
 *
 * @returns the processes that even SIGKILL did not end in time
 */
export async function endProcesses(
  processes: readonly ProcessIdentity[],
  { termMs, killMs = 10_000 }: Grace,
): Promise<ProcessIdentity[]> {
  if (termMs > 0) {
    for (const identity of processes) signalProcess(identity, 'SIGTERM');
    await waitForEnd(processes, termMs);
  }
  for (const identity of processes) signalProcess(identity, 'SIGKILL');
  return waitForEnd(processes, killMs);
}

/** Waits until they have ended, and gives those that have not in time. */
export async function waitForEnd(
  processes: readonly ProcessIdentity[],
  timeoutMs: number,
): Promise<ProcessIdentity[]> {
  const deadline = Date.now() + timeoutMs;
  let left = processes.filter(isRunning);
  while (left.length > 0 && Date.now() < deadline) {
    await delay(pollEveryMs);
    left = left.filter(isRunning);
  }
  return left;
}
