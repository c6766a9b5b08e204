import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** Asks a person, and answers whether it was a yes; rejects when the signal is aborted. */
export type Confirm = (question: string, options: { readonly signal: AbortSignal }) => Promise<boolean>;

/**
 * Asks in a terminal. Anything but `y` or `yes` is a no, and so is the end of the input.
 *
 * The terminal is left in its usual mode, in which Ctrl-C is the signal that the program listens for anyway.
 */
export function createConfirm(input: Readable, output: Writable): Confirm {
  return async (question, { signal }) => {
    signal.throwIfAborted();
    const lines = createInterface({ input, terminal: false });
    const answered = once(lines, 'line', { signal });
    const ended = once(lines, 'close', { signal });
    // One of the two is left waiting, and ends with the signal or never.
    for (const waiting of [answered, ended]) waiting.catch(() => undefined);
    output.write(`${question} [y/N] `);
    try {
      const [answer] = (await Promise.race([answered, ended])) as readonly unknown[];
      return typeof answer === 'string' && /^\s*y(es)?\s*$/i.test(answer);
    } finally {
      if (signal.aborted) output.write('\n');
      lines.close();
      input.pause();
    }
  };
}
