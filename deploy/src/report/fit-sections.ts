/** A part of a Markdown document whose rows can be left out. */
export interface Section {
  /** What its rows are: `objects`. */
  readonly what: string;
  /** Lines before the rows. */
  readonly head: readonly string[];
  readonly rows: readonly string[];
  /** Lines after the rows. */
  readonly tail: readonly string[];
}

const noticeLengthMax = 1_000;

/**
 * Lays sections out one below the other. Where they would be too long, rows are left out of the longest sections first,
 * then whole sections from the end, and a last line names what is missing.
 *
 * @param lengthMax how many characters the text may have
 */
export function fitSections(sections: readonly Section[], lengthMax: number): string {
  const whole = join(sections);
  if (whole.length <= lengthMax) return whole;
  const room = lengthMax - noticeLengthMax;
  const shown = sections.slice(0, countThatFit(sections, room));
  const framesLength = sum(shown.map(frameLength));
  const shares = shareOut(
    shown.map(({ rows }) => sum(rows.map(lineLength))),
    room - framesLength,
  );
  const cut = shown.map((section, index) => withRowsUpTo(section, shares[index] ?? 0));
  return join(cut) + notice(sections, cut, lengthMax);
}

function join(sections: readonly Section[]): string {
  return sections
    .flatMap(({ head, rows, tail }) => [...head, ...rows, ...tail])
    .map((line) => `${line}\n`)
    .join('');
}

function lineLength(line: string): number {
  return line.length + 1;
}

function frameLength({ head, tail }: Section): number {
  return sum([...head, ...tail].map(lineLength));
}

function countThatFit(sections: readonly Section[], room: number): number {
  let length = 0;
  const index = sections.findIndex((section) => (length += frameLength(section)) > room);
  return index < 0 ? sections.length : index;
}

/** Gives each what it wants as long as that is at most an equal share of what the others leave. */
function shareOut(wants: readonly number[], room: number): readonly number[] {
  const shares = new Map<number, number>();
  const smallestFirst = [...wants.entries()].sort(([, a], [, b]) => a - b);
  let left = room;
  for (const [position, [index, want]] of smallestFirst.entries()) {
    const share = Math.min(want, Math.floor(left / (wants.length - position)));
    shares.set(index, share);
    left -= share;
  }
  return wants.map((_want, index) => shares.get(index) ?? 0);
}

function withRowsUpTo(section: Section, room: number): Section {
  let length = 0;
  const index = section.rows.findIndex((line) => (length += lineLength(line)) > room);
  return index < 0 ? section : { ...section, rows: section.rows.slice(0, index) };
}

function notice(sections: readonly Section[], cut: readonly Section[], lengthMax: number): string {
  const missing = sections.flatMap(({ what, rows }, index) => {
    if (index >= cut.length && rows.length === 0) return [what];
    const left = rows.length - (cut[index]?.rows.length ?? 0);
    return left > 0 ? [`${left} of ${rows.length} ${what}`] : [];
  });
  const named = missing.slice(0, 10);
  const more = missing.length > named.length ? `, and of ${missing.length - named.length} more parts` : '';
  const text = `Cut to stay below ${lengthMax} characters: left out ${named.join(', ')}${more}.`;
  return `\n${text.slice(0, noticeLengthMax - 10)}\n`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
