import { setTimeout as delay } from 'node:timers/promises';

const pollEveryMs = 20;

/** Waits until the condition holds; says which it was when it does not in time. */
export async function until(condition: () => unknown, timeoutMs = 30_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Not within ${timeoutMs} ms: ${String(condition)}`);
    await delay(pollEveryMs);
  }
}
