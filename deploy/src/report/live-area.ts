/** Where lines are shown that change until they are final. */
export interface LiveArea {
  /** Shows these lines below everything written so far, in place of those shown before. */
  readonly draw: (lines: readonly string[]) => void;
  /** Writes final lines above the shown ones. */
  readonly print: (text: string) => void;
}

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/**
 * The bottom of a terminal, redrawn in place with the cursor movements that every terminal since the VT100 knows.
 *
 * @param terminal.write takes text and control sequences
 * @param terminal.size how large it is now; what has scrolled out of it could not be taken back
 */
export function createLiveArea(terminal: {
  readonly write: (text: string) => void;
  readonly size: () => ScreenSize;
}): LiveArea {
  let shown: readonly string[] = [];
  const erase = () => {
    const rows = rowsOf(shown, terminal.size());
    return rows > 0 ? `\x1b[${rows}F\x1b[0J` : '';
  };
  const lay = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');
  return {
    draw(lines) {
      const { columns, rows } = terminal.size();
      const cut = cutLines(lines, rows - 1).map((line) => cutTo(line, columns - 1));
      if (cut.join('\n') === shown.join('\n')) return;
      terminal.write(erase() + lay(cut));
      shown = cut;
    },
    print(text) {
      terminal.write(erase() + text + lay(shown));
    },
  };
}

const colorSequence = /\x1b\[[0-9;]*m/g;

/** A terminal that was made narrower since then has wrapped the lines that no longer fit. */
function rowsOf(lines: readonly string[], { columns, rows }: ScreenSize): number {
  const all = lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(visibleLength(line) / columns)), 0);
  return Math.min(all, rows - 1);
}

function visibleLength(line: string): number {
  return line.replace(colorSequence, '').length;
}

function cutLines(lines: readonly string[], most: number): readonly string[] {
  if (lines.length <= most) return lines;
  const kept = Math.max(most - 1, 0);
  return [...lines.slice(0, kept), `… and ${lines.length - kept} more`];
}

/** Shortens what is seen to a width; colour sequences take no place, and all of them stay, so that the last one resets. */
function cutTo(line: string, width: number): string {
  if (visibleLength(line) <= width) return line;
  let room = Math.max(width - 1, 0);
  const parts = line.split(new RegExp(`(${colorSequence.source})`));
  const cut = parts.map((part, index) => {
    if (index % 2 === 1) return part;
    const kept = part.slice(0, room);
    room -= kept.length;
    return kept;
  });
  return `${cut.join('')}…`;
}
