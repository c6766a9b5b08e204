import { setTimeout as delay } from 'node:timers/promises';

/** Waits that long, or until aborted; neither is an error. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
