import type { Drift } from '../drift/drift.ts';
import type { DeployUnderWay, EnvironmentStatus, UnitStatus } from '../read-status.ts';
import type { ObjectStatus } from './events.ts';
import { count, formatAge, formatCommit, formatDigest } from './format.ts';
import type { Style } from './style.ts';
import { tableLines } from './table.ts';

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
  const deploying = status.deploying ? [describeDeploy(status.deploying, { style, now })] : [];
  if (units.length === 0) return [`${title}: nothing was deployed yet`, ...deploying, ''].join('\n');
  const rows = [header, ...units.map((unit) => row(unit, now))];
  const lines = tableLines(rows.map((cells) => [...cells, '']));
  return [
    `${title}, ${address}`,
    ...deploying,
    style('dim', `${lines[0] ?? ''}STATE`),
    ...units.flatMap((unit, index) => [
      `${lines[index + 1] ?? ''}${describeState(unit.status, style)}`,
      ...troubles(unit, style),
      ...drifts(unit, { style, now }),
    ]),
    '',
  ].join('\n');
}

const header = ['UNIT', 'COMMIT', 'AGE', 'IMAGE'];

function row({ unit, commit, deployedAt, digest }: UnitStatus, now: number): readonly string[] {
  return [
    unit,
    formatCommit(commit),
    formatAge(now - Date.parse(deployedAt)),
    digest ? formatDigest(digest) : '-',
  ];
}

function troubles({ objects }: UnitStatus, style: Style): readonly string[] {
  return objects
    .filter(({ status }) => status.state !== 'ready')
    .map(({ object, status }) => `  ${object}: ${describeState(status, style)}`);
}

/** A lease that was not renewed for so long has no holder that works. */
const silenceMaxMs = 20_000;

function describeDeploy(
  { holder, since, doing, renewedAt }: DeployUnderWay,
  { style, now }: Pick<StatusContext, 'style' | 'now'>,
): string {
  const silentMs = now - Date.parse(renewedAt);
  const sign = silentMs > silenceMaxMs ? `; no sign of it for ${formatAge(silentMs)}` : '';
  return `${style('yellow', 'deploying')}: ${doing}, by ${holder} since ${formatAge(now - Date.parse(since))}${sign}`;
}

const driftsMax = 10;

function drifts(
  { drift }: UnitStatus,
  { style, now }: Pick<StatusContext, 'style' | 'now'>,
): readonly string[] {
  const shown = drift
    .slice(0, driftsMax)
    .map((each) => `  ${style('yellow', 'drift')} ${describeDrift(each, now)}`);
  const left = drift.length - shown.length;
  return left > 0
    ? [...shown, `  ${style('yellow', 'drift')} and ${count(left, 'field')} more (--json has all)`]
    : shown;
}

function describeDrift(
  { object, field = '', change, deployed, live, manager, since }: Drift,
  now: number,
): string {
  const values = {
    changed: `${field} is ${deployed === undefined ? 'another' : `${shorten(live)} instead of ${shorten(deployed)}`}`,
    removed: `${field} is gone${deployed === undefined ? '' : `, was ${shorten(deployed)}`}`,
    deleted: 'was deleted',
    'made-anew': 'was deleted and made anew',
  };
  const when = since === undefined ? [] : [`${formatAge(now - Date.parse(since))} ago`];
  const who = [...(manager === undefined ? [] : [manager]), ...when].join(', ');
  return `${object}: ${values[change]}${who === '' ? '' : ` (${who})`}`;
}

const valueMax = 80;

function shorten(value = ''): string {
  return value.length > valueMax ? `${value.slice(0, valueMax)}…` : value;
}

function describeState({ state, message }: ObjectStatus, style: Style): string {
  if (state === 'ready') return style('green', 'ready');
  return `${style(state === 'failed' ? 'red' : 'yellow', state)}: ${message}`;
}
