const firstMs = 100;
const maxMs = 10_000;

/** A component that ran this long has recovered: its next restart is the first again. */
export const recoveredAfterMs = 30_000;

/** How long to wait before the given restart in a row, 0 being the first: 100 ms, doubled each time, at most 10 s. */
export function backoffMs(restartsInRow: number): number {
  return Math.min(firstMs * 2 ** Math.min(restartsInRow, 20), maxMs);
}
