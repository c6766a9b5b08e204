import type { Reporter } from './reporter.ts';

/** Gives each event to each of several reporters, in their order. */
export function combineReporters(reporters: readonly Reporter[]): Reporter {
  return {
    report: (event) => reporters.forEach((reporter) => reporter.report(event)),
    close: () => reporters.forEach((reporter) => reporter.close()),
  };
}
