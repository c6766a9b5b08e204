import { count, formatBytes } from '../report/format.ts';
import type { Style } from '../report/style.ts';
import type { Answer } from './ask.ts';
import { commandOf, type CommandPlace } from './command-of.ts';

/**
 * Lays an answer out: what it says, the plans that wait for a person with the command that carries each out, and what it
 * cost.
 *
 * @returns lines, each ended by a newline
 */
export function describeAnswer(
  { text, open, calls, by }: Answer,
  { style, place }: { readonly style: Style; readonly place: CommandPlace },
): string {
  const plans = open.flatMap((plan) => [
    '',
    ...(plan.state === 'wanted' ? [plan.text.trimEnd()] : []),
    `${style('bold', 'To do it:')} ${commandOf(plan, place)}`,
  ]);
  const bytes = calls.reduce((sum, { resultBytes }) => sum + resultBytes, 0);
  const cost = `${count(calls.length, 'call')}, ${formatBytes(bytes)}, answered by ${by}`;
  return [text, ...plans, style('dim', `(${cost})`), ''].join('\n');
}

/** The same for programs. */
export function answerJson({ text, by, code, calls, plans, open }: Answer, place: CommandPlace): object {
  return {
    type: 'answer',
    text,
    by,
    ...(code !== undefined && { code }),
    calls: calls.map(({ type: _type, ...call }) => call),
    plans: plans.map(({ text: plan, hash, ...rest }) => ({
      ...rest,
      planHash: hash,
      plan,
      ...(open.some((each) => each.hash === hash) && { command: commandOf({ ...rest, hash }, place) }),
    })),
  };
}
