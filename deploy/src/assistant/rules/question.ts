import { correctWord } from './correct-word.ts';

/** A question as rules read it. */
export interface Question {
  /** In lower case and one spelling, without punctuation, its typing errors corrected. */
  readonly text: string;
  readonly words: readonly string[];
}

/**
 * Brings a question into the form that rules are written for: British words become American ones, words that are written in
 * several ways become one, numbers that are words become digits.
 *
 * @param names of units, which are never taken for a misspelt word
 */
export function readQuestion(asked: string, names: readonly string[] = []): Question {
  const plain = asked
    .toLowerCase()
    .replaceAll(/[’`]/g, "'")
    .replaceAll(/[^a-z0-9'/.-]+|[.](?!\d)|-(?!\w)/g, ' ');
  const joined = joins.reduce((text, [pattern, word]) => text.replaceAll(pattern, word), ` ${plain} `);
  const words = joined
    .split(' ')
    .filter(Boolean)
    .map((word) => digits(word) ?? spell(correctWord(word, names)));
  return { text: words.join(' '), words };
}

/** What is written as one word here, or by another word. */
const joins: readonly (readonly [RegExp, string])[] = [
  [/\b(back)[ -](end)\b|\b(front)[ -](end)\b/g, '$1$2$3$4'],
  [/\brol(?:l|e)[ -](back|out)\b/g, 'roll$1'],
  [/\b(?:rolled|rolling|rolls)[ -](?:it )?(back|out)\b/g, 'rolled$1'],
  [/\broll (the )?([a-z0-9-]+) back\b/g, 'rollback $2'],
  [/\bright[ -]siz(e|ing)\b/g, 'rightsize'],
  [/\bdry[ -]run\b/g, 'dryrun'],
  [/\bwent (down|wrong)\b/g, '$1'],
  [/\ba couple of\b/g, '2'],
  [
    /\b(doesn't|does not|isn't|is not|aren't|are not|won't|hasn't|didn't|don't|do not|cannot|can't)\b/g,
    'not',
  ],
];

function spell(word: string): string {
  return word.replace(/(optimi|organi|utili)s/, '$1z').replace(/^(analy)s(e|es|ed|ing)$/, '$1z$2');
}

function digits(word: string): string | undefined {
  const number = numbers.indexOf(word);
  return number < 0 ? undefined : String(number);
}

const numbers =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'.split(
    ' ',
  );
