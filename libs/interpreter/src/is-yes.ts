import { toClause } from './grammar/parse.ts';
import { isAgreement } from './grammar/recognise-talk.ts';
import { findLocale } from './locales/find-locale.ts';

/** @returns whether the message is a clear yes and nothing else, said where a yes is waited for */
export function isYes(text: string, locale?: string): boolean {
  return isAgreement(toClause(text, findLocale(locale).lexicon));
}
