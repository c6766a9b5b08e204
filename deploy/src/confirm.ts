import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** Asks a person, and answers whether it was a yes; rejects when the signal is aborted. */
export type Confirm = (question: string, options: ConfirmOptions) => Promise<boolean>;

export interface ConfirmOptions {
  readonly signal: AbortSignal;
  /** The word that means yes, for what nobody should agree to in passing; `y` or `yes` when absent. */
  readonly word?: string;
}

/**
 * Asks in a terminal. Anything but `y` or `yes` is a no, and so is the end of the input.
 *
 * The terminal is left in its usual mode, in which Ctrl-C is the signal that the program listens for anyway.
 */
export function createConfirm(input: Readable, output: Writable): Confirm {
  return async (question, { signal, word }) => {
    signal.throwIfAborted();
    const lines = createInterface({ input, terminal: false });
    const answered = once(lines, 'line', { signal });
    const ended = once(lines, 'close', { signal });
    // One of the two is left waiting, and ends with the signal or never.
    for (const waiting of [answered, ended]) waiting.catch(() => undefined);
    output.write(word === undefined ? `${question} [y/N] ` : `${question} `);
    try {
      const [answer] = (await Promise.race([answered, ended])) as readonly unknown[];
      if (typeof answer !== 'string') return false;
      return word === undefined ? /^\s*y(es)?\s*$/i.test(answer) : answer.trim() === word;
    } finally {
      if (signal.aborted) output.write('\n');
      lines.close();
      input.pause();
    }
  };
}
