import { phrases } from '../../grammar/phrase.ts';
import type { TargetLexicon } from '../locale.ts';

const cardinals = [
  'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen',
  'nineteen twenty',
];
const ordinals = [
  'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth',
  'sixteenth seventeenth eighteenth nineteenth twentieth',
];

export const targetLexicon: TargetLexicon = {
  all: phrases(
    'all/everything/every/each/any',
    'all of? the/my/those/these/our',
    'every single',
    'each and every',
    'every one of',
  ),
  lists: phrases(
    'my/the/whole/entire/full/to-do/todo/task? list',
    'my/the whole/entire? to-do/todo/task? list',
    'the lot',
  ),
  pronouns: phrases(
    'it/that/this',
    'that/this one/task/todo/item/reminder',
    'the task/one',
    'the same one/task?',
  ),
  pluralPronouns: phrases(
    'them/those/these',
    'all/both of? them/those/these?',
    'both',
    'them all',
    'these/those tasks/items/todos',
  ),
  numberSigns: phrases(
    'number/no/nr/num/id/#',
    'task/todo/item/tasks/todos/items id/ids/number/numbers/no/nr/#?',
    'with? id/ids/number/numbers',
    'to-do/reminder/entry number/no/#?',
  ),
  ones: phrases('one/ones/task/todo/to-do/item/reminder/entry', 'on my/the list', 'in my/the list'),
  named: phrases(
    'called/named/titled/about/for/to/with/labelled/labeled/saying/of/regarding',
    'that/which says/is',
    'with the? title/name/text',
  ),
  placesAtEnd: phrases(
    'from/on/off/in/of my/the/our to-do/todo/task/tasks/to/whole? do? list',
    'from/on/off/in my/the/our tasks/todos/to-dos/reminders/list',
    'from the list',
  ),
  relatives: phrases(
    'that/which is/are',
    "that/which i have/i've/ive",
    'that/which have/has been',
    'i have',
    "i've/ive",
  ),
  smallWords: new Set(
    "the a an my our your this that these those to for of on in at with about and or from by is are it's i me".split(
      ' ',
    ),
  ),
  cardinal: (norm) => place(cardinals, norm),
  ordinal(norm) {
    if (norm === 'last' || norm === 'latest' || norm === 'newest') return -1;
    const digits = /^(\d{1,9})(?:st|nd|rd|th)$/.exec(norm)?.[1];
    return digits === undefined ? place(ordinals, norm) : Number(digits);
  },
};

function place(lines: readonly string[], norm: string): number | undefined {
  const index = lines.join(' ').split(' ').indexOf(norm);
  return index < 0 ? undefined : index + 1;
}
