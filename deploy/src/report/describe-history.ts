import type { Revision } from '../history/history.ts';
import type { EnvironmentHistory, LastDeploy, UnitHistory } from '../history/read-history.ts';
import { formatAge, formatCommit, formatDigest } from './format.ts';
import type { Style } from './style.ts';
import { tableLines } from './table.ts';

interface HistoryContext {
  readonly style: Style;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Lays out what units ran: per unit a row for each revision that is kept, newest first.
 *
 * @returns lines, each ended by a newline
 */
export function describeHistory(
  { environment, namespace, lastDeploy, units }: EnvironmentHistory,
  context: HistoryContext,
): string {
  const { style } = context;
  return [
    `${style('bold', environment)} in namespace ${namespace}`,
    ...(lastDeploy ? [describeLast(lastDeploy, context)] : []),
    ...units.flatMap((unit) => describeUnit(unit, context)),
    '',
  ].join('\n');
}

function describeLast(
  { by, commit, startedAt, units, outcome }: LastDeploy,
  { style, now }: HistoryContext,
): string {
  const tone = { finished: 'green', failed: 'red', running: 'yellow' } as const;
  const what = `${units.join(', ') || 'no unit'}${commit === undefined ? '' : ` at ${formatCommit(commit)}`}`;
  return `last deploy ${style(tone[outcome], outcome)}: ${what}, by ${by} ${formatAge(now - Date.parse(startedAt))} ago`;
}

function describeUnit({ unit, revisions }: UnitHistory, { style, now }: HistoryContext): readonly string[] {
  const rows = [header, ...revisions.map((revision) => row(revision, now))];
  const [first = '', ...lines] = tableLines(rows).map((line) => `  ${line.trimEnd()}`);
  return ['', style('bold', unit), style('dim', first), ...lines];
}

const header = ['REVISION', 'AGE', 'BY', 'COMMIT', 'IMAGE', 'NOTE'];

function row(revision: Revision, now: number): readonly string[] {
  const { commit, by = '-', deployedAt, digest, note, isCurrent } = revision;
  return [
    String(revision.revision),
    formatAge(now - Date.parse(deployedAt)),
    by,
    formatCommit(commit),
    digest ? formatDigest(digest) : '-',
    [...(isCurrent ? ['current'] : []), ...(note === undefined ? [] : [note])].join(', '),
  ];
}
