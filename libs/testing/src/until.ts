import { setTimeout as delay } from 'node:timers/promises';

const pollEveryMs = 20;

/**
 * Resolves as soon as the condition holds. A wait without an end would go on after its test has given up, and keep the
 * whole run from ending.
 *
 * @throws Error naming the condition, when it does not hold in time, and whatever the condition throws
 */
export async function until(condition: () => unknown, timeoutMs = 60_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Not within ${timeoutMs} ms: ${String(condition)}`);
    await delay(pollEveryMs);
  }
}
