/** Words that questions are recognized by, and some that are near to them and mean something else. */
const known = new Set(
  `deploy deploys deployed deploying deployment redeploy release scale scaled scaling resize upscale downscale replicas
replica instances copies increase decrease reduce handle traffic load rollback rolledback rollout revert restore undo previous
revision history changes changed change updated update upgrade failing failed failure fails crash crashes crashing crashed broken
unhealthy healthy health cluster status running restart restarting restarts pending stuck error errors problem problems trouble
diagnose investigate debug troubleshoot check analyze analyse analysis optimize optimise optimizing optimising optimization
optimisation resources resource allocation allocate memory requests limits usage utilization utilisation logs events event
warnings explain rightsize preview pods wrong cause reason everything environment version versions
showing shows state stale stage scaling share there where these those which while would could should about after again before
please service current latest hello thanks delete remove stop start
`
    .split(/\s+/)
    .filter(Boolean),
);

/** Words that may name a unit, too. */
const parts = ['frontend', 'backend', 'database', 'website', 'server'];

const lengthMin = 4;
/** From this length on, two errors are too few to make it another word. */
const longMin = 8;

/**
 * @param names words that are right as they are
 * @returns the known word that this one was meant to be, or the word itself
 */
export function correctWord(word: string, names: readonly string[]): string {
  if (
    word.length < lengthMin ||
    isKnown(word) ||
    parts.includes(word) ||
    names.includes(word) ||
    /\d/.test(word)
  )
    return word;
  const errorsMax = word.length >= longMin ? 2 : 1;
  // The first letter is hardly ever the wrong one, but it may have changed places.
  const near = [...known, ...parts].filter(
    (each) => (each[0] === word[0] || each[0] === word[1]) && each.length > lengthMin,
  );
  const found = near
    .map((each) => ({ each, errors: distance(word, each) }))
    .filter(({ errors }) => errors <= errorsMax)
    .toSorted((a, b) => a.errors - b.errors)[0];
  return found && !isForm(word, found.each) ? found.each : word;
}

/** Whether questions are recognized by this word, so that it names no unit. */
export function isKnown(word: string): boolean {
  return known.has(word);
}

/** `scales` of `scale` is no error. */
function isForm(word: string, of: string): boolean {
  return word === `${of}s` || `${word}s` === of;
}

/** How many letters are to be put in, left out, replaced, or swapped with their neighbour. */
export function distance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, row) => [row, ...Array<number>(b.length).fill(0)]);
  const cell = (row: number, column: number) => rows[row]?.[column] ?? Infinity;
  rows[0] = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    for (let column = 1; column <= b.length; column += 1) {
      const isSwapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const found = Math.min(
        cell(row - 1, column) + 1,
        cell(row, column - 1) + 1,
        cell(row - 1, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1),
        isSwapped ? cell(row - 2, column - 2) + 1 : Infinity,
      );
      rows[row]?.splice(column, 1, found);
    }
  }
  return cell(a.length, b.length);
}
