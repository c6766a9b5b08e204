import { distance, isKnown } from './correct-word.ts';
import type { Question } from './question.ts';

/** Words that people have for the same part of an app. */
const groups: readonly (readonly string[])[] = [
  ['backend', 'api', 'server'],
  ['frontend', 'web', 'ui', 'website', 'site', 'webapp', 'client'],
  ['database', 'db', 'postgres', 'postgresql', 'sql'],
];

/** The units that a question names: as they are called, by a usual other word, or with a typing error. */
export function unitsIn({ text, words }: Question, units: readonly string[]): readonly string[] {
  const named = units.filter((unit) => contains(text, unit));
  if (named.length > 0) return named;
  const meant = units.filter((unit) => words.some((word) => isSamePart(word, unit)));
  if (meant.length > 0) return meant;
  return units.filter((unit) => words.some((word) => isMisspelt(word, unit)));
}

/** `todo-api`, and `todo api` too. */
function contains(text: string, unit: string): boolean {
  const spaced = unit.replaceAll('-', ' ');
  const texts = ` ${text} `;
  // A unit called `deploy` is meant by `the deploy unit`, not by `deploy the backend`.
  if (isVerb(unit)) return new RegExp(`\\b(of|for|unit) ${unit}\\b|\\b${unit} unit\\b`).test(texts);
  return texts.includes(` ${unit} `) || texts.includes(` ${spaced} `) || texts.includes(` ${unit}'s `);
}

function isVerb(unit: string): boolean {
  return /^(deploy|release|scale|update|plan)$/.test(unit);
}

function isSamePart(word: string, unit: string): boolean {
  const group = groups.find((each) => each.includes(word.replace(/'s$/, '')));
  return group?.some((each) => unit === each || unit.endsWith(`-${each}`)) ?? false;
}

const misspeltMin = 5;

function isMisspelt(word: string, unit: string): boolean {
  if (unit.length < misspeltMin || isVerb(unit)) return false;
  return distance(word, unit) <= (unit.length > 7 ? 2 : 1);
}

/**
 * Words after the verb of an order that are neither a unit nor plain English: what somebody took for a unit.
 *
 * @returns undefined where there is none
 */
export function strangerIn({ words }: Question): string | undefined {
  return words.find((word) => !plainWords.has(word) && !/\d/.test(word));
}

/** Whether any word of a question may be the name of a unit. */
export function mayName({ words }: Question): boolean {
  return words.some((word) => !plainWords.has(word) && !isKnown(word) && !/^\d+$/.test(word));
}

const plainWords = new Set(
  `a about all an and another any app application are as at back be bring by can change changes cluster code copies could count
current deploy deployment do down environment everything extra fewer fix for four from get give go great hand handle have heavy
higher i in increase increased increasing instance instances into is it its just last latest less let's like load lower make
manual manually me more much my need new newest next now number of on one our out peak please pod pods previous publish put
raise redeploy reduce release replica replicas restore resize revert revision rollback rollout run running scale set ship should
so some state than that the their them then there these they thing this to traffic twice under undo unit units up update upgrade
upscale us use users version want was we what when where which who why whole will with workspace would you your double triple half halve demand
decrease additional app's once again before ran apply tell our plan optimize there's long lines line downscale add remove visitors serve cope drift`.split(
    /\s+/,
  ),
);
