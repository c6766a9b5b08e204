import type { Locale } from '../locale.ts';
import { lexicon } from './lexicon.ts';
import { reply } from './reply.ts';

export const en: Locale = { tag: 'en', lexicon, reply };
