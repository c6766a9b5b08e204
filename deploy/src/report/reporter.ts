import type { Report } from './events.ts';

/** Takes the events of one command, and shows them. */
export interface Reporter {
  readonly report: Report;
  /** Clears what is shown only while something goes on. Call it before anything else is written. */
  readonly close: () => void;
}
