import type { Command } from '../grammar/command.ts';

/** Several deletes are one question, so they become one command, which stands where the first of them stood. */
export function mergeDeletes(commands: readonly Command[]): readonly Command[] {
  const targets = commands.flatMap((command) => (command.intent === 'delete' ? [command.target] : []));
  if (targets.length < 2) return commands;
  const merged: Command = { intent: 'delete', target: { by: 'several', targets } };
  const first = commands.findIndex(({ intent }) => intent === 'delete');
  const rest = commands.slice(first).filter(({ intent }) => intent !== 'delete');
  return [...commands.slice(0, first), merged, ...rest];
}
