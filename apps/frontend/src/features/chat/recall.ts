export interface Recall {
  /** Position in the texts sent, newest first; -1 is the draft. */
  readonly position: number;
  readonly text: string;
}

/**
 * Steps through what was sent, as a shell's history does.
 *
 * @param sent newest first
 * @returns where the step leads to; undefined at either end
 */
export function recall(
  sent: readonly string[],
  from: number,
  direction: 'older' | 'newer',
): Recall | undefined {
  const position = direction === 'older' ? from + 1 : from - 1;
  if (position < -1) return undefined;
  if (position === -1) return { position, text: '' };
  const text = sent[position];
  return text === undefined ? undefined : { position, text };
}
