import type { FaultSite } from './fault-site.ts';

/** One row of the table: what goes wrong, and what the engine makes of it. */
export interface Fault {
  readonly number: number;
  readonly fault: string;
  readonly expected: string;
  /** What the chart is given before the fault, over a release without pods; `false` when nothing is deployed before. */
  readonly before?: Values | false;
  /** Sets the fault up, and what the deploy that meets it is to change. */
  readonly inject: (site: FaultSite) => void | Promise<void>;
  readonly ends: ExpectedEnding;
  /** What else is to be seen once that deploy has ended. */
  readonly check?: (site: FaultSite) => void | Promise<void>;
  /** Takes the fault away, for the same command to succeed. */
  readonly mend?: (site: FaultSite) => void | Promise<void>;
}

export type Values = Readonly<Record<string, unknown>>;

export type ExpectedEnding =
  | 'success'
  | { readonly code: string; readonly says: readonly (string | RegExp)[]; readonly hint?: string | RegExp };
