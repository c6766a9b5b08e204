import type { EnvironmentStatus, UnitStatus } from '../read-status.ts';
import type { ObjectStatus } from './events.ts';
import { formatAge, formatDigest } from './format.ts';
import type { Style } from './style.ts';

export interface StatusContext {
  readonly style: Style;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Where the environment answers. */
  readonly address: string;
}

/**
 * Lays out what runs: a row per unit, and below it each object that is not ready.
 *
 * @returns lines, each ended by a newline
 */
export function describeStatus(status: EnvironmentStatus, { style, now, address }: StatusContext): string {
  const { environment, namespace, units } = status;
  const title = `${style('bold', environment)} in namespace ${namespace}`;
  if (units.length === 0) return `${title}: nothing was deployed yet\n`;
  const rows = [header, ...units.map((unit) => row(unit, now))];
  const widths = header.map((_, column) => Math.max(...rows.map((cells) => (cells[column] ?? '').length)));
  const lines = rows.map((cells) =>
    cells.map((cell, column) => cell.padEnd((widths[column] ?? 0) + 2)).join(''),
  );
  return [
    `${title}, ${address}`,
    style('dim', `${lines[0] ?? ''}STATE`),
    ...units.flatMap((unit, index) => [
      `${lines[index + 1] ?? ''}${describeState(unit.status, style)}`,
      ...troubles(unit, style),
    ]),
    '',
  ].join('\n');
}

const header = ['UNIT', 'COMMIT', 'AGE', 'IMAGE'];

function row({ unit, commit, deployedAt, digest }: UnitStatus, now: number): readonly string[] {
  return [
    unit,
    shortCommit(commit),
    formatAge(now - Date.parse(deployedAt)),
    digest ? formatDigest(digest) : '-',
  ];
}

function shortCommit(commit = '-'): string {
  return commit.replace(/^([0-9a-f]{8})[0-9a-f]{32}/, '$1');
}

function troubles({ objects }: UnitStatus, style: Style): readonly string[] {
  return objects
    .filter(({ status }) => status.state !== 'ready')
    .map(({ object, status }) => `  ${object}: ${describeState(status, style)}`);
}

function describeState({ state, message }: ObjectStatus, style: Style): string {
  if (state === 'ready') return style('green', 'ready');
  return `${style(state === 'failed' ? 'red' : 'yellow', state)}: ${message}`;
}
