/** @returns whether two words are one word with a slip: a typing mistake, an ending, a beginning that was left short */
export function isSimilar(left: string, right: string): boolean {
  if (left === right) return true;
  const [shorter, longer] = left.length <= right.length ? [left, right] : [right, left];
  if (shorter.length < 3) return false;
  if (longer === `${shorter}s` || longer === `${shorter}es`) return true;
  const prefixMin = 4;
  if (shorter.length >= prefixMin && longer.startsWith(shorter)) return true;
  const slipsMax = shorter.length >= 8 ? 2 : 1;
  return shorter.length >= prefixMin && distance(shorter, longer, slipsMax) <= slipsMax;
}

const lengthMax = 40;

/** Edits from one word to the other, a swap of neighbours being one (optimal string alignment); above `limit` inexact. */
function distance(left: string, right: string, limit: number): number {
  if (right.length - left.length > limit || right.length > lengthMax) return limit + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      current.push(cheapest({ left, right, row, column }, { beforeLast, last, current }));
    }
    if (Math.min(...current) > limit) return limit + 1;
    [beforeLast, last] = [last, current];
  }
  return last[right.length] ?? limit + 1;
}

interface Cell {
  readonly left: string;
  readonly right: string;
  readonly row: number;
  readonly column: number;
}
interface Rows {
  readonly beforeLast: readonly number[];
  readonly last: readonly number[];
  readonly current: readonly number[];
}

function cheapest({ left, right, row, column }: Cell, { beforeLast, last, current }: Rows): number {
  const isSame = left[row - 1] === right[column - 1];
  const replaced = at(last, column - 1) + (isSame ? 0 : 1);
  const edited = Math.min(at(last, column) + 1, at(current, column - 1) + 1, replaced);
  const isSwap = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
  return isSwap ? Math.min(edited, at(beforeLast, column - 2) + 1) : edited;
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
