/** Where lines are shown that change until they are final. */
export interface LiveArea {
  /** Shows these lines below everything written so far, in place of those shown before. */
  readonly draw: (lines: readonly string[]) => void;
  /** Writes final lines above the shown ones. */
  readonly print: (text: string) => void;
}

/**
 * The bottom of a terminal, redrawn in place with the cursor movements that every terminal since the VT100 knows.
 *
 * @param terminal.write takes text and control sequences
 * @param terminal.columns how wide it is now; longer lines would wrap, and could not be taken back
 */
export function createLiveArea(terminal: {
  readonly write: (text: string) => void;
  readonly columns: () => number;
}): LiveArea {
  let shown: readonly string[] = [];
  const erase = () => (shown.length > 0 ? `\x1b[${shown.length}F\x1b[0J` : '');
  const lay = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');
  return {
    draw(lines) {
      const cut = lines.map((line) => cutTo(line, terminal.columns() - 1));
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

/** Shortens what is seen to a width; colour sequences take no place, and all of them stay, so that the last one resets. */
function cutTo(line: string, width: number): string {
  const visible = line.replace(colorSequence, '').length;
  if (visible <= width) return line;
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
