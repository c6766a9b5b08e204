import type { EventOf } from './describe-event.ts';
import { describeCall } from './describe-event.ts';
import { formatAge } from './format.ts';
import type { Style } from './style.ts';

/**
 * Lays out calls of tools, oldest first.
 *
 * @param options.now milliseconds since 1970
 * @returns lines, each ended by a newline
 */
export function describeCalls(
  calls: readonly EventOf<'tool-called'>[],
  { style, now }: { readonly style: Style; readonly now: number },
): string {
  if (calls.length === 0) return 'No tool was called yet.\n';
  return calls
    .map((call) => {
      const age = style('dim', `${formatAge(now - Date.parse(call.at))} ago`.padEnd(10));
      return `${age} ${describeCall(call, style)}\n`;
    })
    .join('');
}
