import { en } from './en/en.ts';
import type { Locale } from './locale.ts';

const locales: readonly Locale[] = [en];

/** @returns the locale of the tag's language, English where there is none */
export function findLocale(tag = en.tag): Locale {
  const language = tag.toLowerCase().split('-', 1)[0];
  return locales.find((locale) => locale.tag === language) ?? en;
}
