import type { Target } from './grammar/command.ts';
import { parse } from './grammar/parse.ts';
import { findLocale } from './locales/find-locale.ts';
import { mergeDeletes } from './planning/merge-deletes.ts';

/** @returns whether the message asks, in words that are understood, for more than one task to be deleted */
export function deletesSeveral(text: string, locale?: string): boolean {
  const commands = mergeDeletes(parse(text, findLocale(locale).lexicon));
  return commands.some((command) => command.intent === 'delete' && isSeveral(command.target));
}

function isSeveral(target: Target): boolean {
  if (target.by === 'ids') return target.ids.length > 1;
  if (target.by === 'positions') return target.positions.length > 1;
  return target.by === 'status' || target.by === 'shown' || target.by === 'several';
}
