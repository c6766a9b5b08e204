import { summarize } from '../measure/statistics.ts';
import { formatQuantity, type Unit } from './format-quantity.ts';

/** What one scenario found. */
export interface Section {
  readonly title: string;
  /** What was done and how it was measured, in a few sentences. */
  readonly method: string;
  readonly tables: readonly (Table | CellTable)[];
  readonly bars: readonly Bar[];
  /** What should have been measured and could not: `skaffold: no such program on PATH`. */
  readonly missing: readonly string[];
}

export interface Table {
  readonly caption: string;
  readonly unit: Unit;
  /** The first one is what the others are compared with. */
  readonly rows: readonly Row[];
}

/** Figures that were counted once; the first row is the head. */
export interface CellTable {
  readonly caption: string;
  readonly cells: readonly (readonly string[])[];
}

export interface Row {
  readonly name: string;
  readonly samples: readonly number[];
  /** Further columns by their titles. */
  readonly facts?: Readonly<Record<string, string>>;
}

/** A figure to reach, and what was reached. */
export interface Bar {
  readonly claim: string;
  readonly measured: string;
  readonly isMet: boolean;
}

/** That the median is at most some quantity. */
export function atMost(
  claim: string,
  row: Row | undefined,
  limit: { most: number; unit: Unit },
): readonly Bar[] {
  if (!row) return [];
  const { median } = summarize(row.samples);
  return [{ claim, measured: formatQuantity(median, limit.unit), isMet: median <= limit.most }];
}

/** That the median is at most some part of another's. */
export function atMostPartOf(
  claim: string,
  [own, other]: readonly [Row | undefined, Row | undefined],
  part: number,
): readonly Bar[] {
  if (!own || !other) return [];
  const ratio = summarize(own.samples).median / summarize(other.samples).median;
  return [{ claim, measured: `${ratio.toPrecision(2)} of it`, isMet: ratio <= part }];
}
