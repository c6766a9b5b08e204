import type { Access } from '../cluster/connection.ts';
import type { ProgramOptions, ProgramRun } from '../measure/run-program.ts';

/** Values of a chart. */
export type Values = Readonly<Record<string, unknown>>;

/** A program that deploys one release, into a namespace of its own. */
export interface Contender {
  readonly name: string;
  /** Fewer timed runs than the others get, for one that is shown and that no bar is about. */
  readonly runsMax?: number;
  /** Takes over what is to be deployed next; not measured. */
  readonly load: (values: Values) => Promise<void>;
  /** One whole deploy. */
  readonly deploy: (access: Access, options?: Partial<ProgramOptions>) => Promise<ProgramRun>;
}

/** What the programs that know nothing of a workspace deploy. */
export interface Release {
  /** The chart's folder. */
  readonly chart: string;
  /** A namespace that exists already. */
  readonly namespace: string;
  /** Further words for the program. */
  readonly words?: readonly string[];
}

export const releaseName = 'bench';
