import type { Values } from '../contenders/contender.ts';

/** An Nx workspace that todo-deploy works in. */
export interface Workspace {
  readonly root: string;
  /** The chart's folder, absolute. */
  readonly chart: string;
  /** Writes what the environment gives the chart. */
  readonly setValues: (values: Values) => Promise<void>;
}
