import type { ClusterEvent } from '../cluster-events/merge-events.ts';
import type { EnvironmentEvents } from '../cluster-events/read-events.ts';
import { count, formatAge, shorten } from './format.ts';
import type { Style } from './style.ts';
import { tableLines } from './table.ts';

export interface EventsContext {
  readonly style: Style;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Lays events out, a line each.
 *
 * @returns lines, each ended by a newline
 */
export function describeEvents(
  { environment, namespace, events, leftOut }: EnvironmentEvents,
  { style, now }: EventsContext,
): string {
  const title = `${style('bold', environment)} in namespace ${namespace}`;
  if (events.length === 0) return `${title}: no events\n`;
  const lines = tableLines([header, ...events.map((event) => cellsOf(event, now))]);
  const rest = leftOut > 0 ? [`and ${count(leftOut, 'older one')} (--limit shows more)`] : [];
  const shown = events.map(({ type }, index) => {
    const line = lines[index + 1] ?? '';
    return type === 'Warning' ? style('yellow', line) : line;
  });
  return [title, style('dim', lines[0] ?? ''), ...shown, ...rest, ''].join('\n');
}

const header = ['AGE', 'UNIT', 'TYPE', 'OBJECT', 'REASON', 'TIMES', 'MESSAGE'];

function cellsOf(event: ClusterEvent, now: number): readonly string[] {
  const { unit, object, type, reason, message, lastAt, objects } = event;
  const parts = object.split('/');
  const others = objects > 1 ? ` and ${objects - 1} more` : '';
  return [
    formatAge(now - Date.parse(lastAt)),
    unit,
    type,
    `${parts[0]}/${parts.at(-1)}${others}`,
    reason,
    String(event.count),
    shorten(message.replaceAll(/\s+/g, ' ')),
  ];
}
