/** Where a command says what it does, a line at a time. */
export type Progress = (line: string) => void;

/** What a phase can say of itself: a remark at once, or the words that stand in its closing line. */
export interface PhaseNotes {
  /** Printed at once, for work that takes long. */
  readonly remark: (text: string) => void;
  /** Stands in the closing line; the last one counts. */
  readonly detail: (text: string) => void;
}

const nameWidth = 14;

/** Does a phase of a command and prints one line with its duration at the end. */
export async function phase<Result>(
  progress: Progress,
  name: string,
  work: (notes: PhaseNotes) => Promise<Result>,
): Promise<Result> {
  const startedAt = performance.now();
  let detail = '';
  const result = await work({
    remark: (text) => progress(`${name.padEnd(nameWidth)}${text}`),
    detail: (text) => {
      detail = text;
    },
  });
  progress(phaseLine(name, detail, performance.now() - startedAt));
  return result;
}

/** `network       namespace todo-local  0.1 s`. */
export function phaseLine(name: string, detail: string, durationMs: number): string {
  return `${name.padEnd(nameWidth)}${detail}${detail === '' ? '' : '  '}${(durationMs / 1000).toFixed(1)} s`;
}
