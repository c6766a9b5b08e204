import { tokenise } from '../grammar/token.ts';
import type { KnownTask } from '../plan.ts';
import { isSimilar } from './similarity.ts';

/** How well the words fit: the whole title, words of the title, or words like them. */
export type Fit = 'exact' | 'words' | 'similar';

export interface FoundTasks {
  readonly fit: Fit;
  readonly tasks: readonly KnownTask[];
}

const wordsMax = 12;

/**
 * Finds the tasks that words speak of. Only those that fit best are given: a task whose title is exactly these words hides
 * those that merely hold them.
 *
 * @param smallWords words that tell no task from another, and need not be in its title
 */
export function findTasks(
  words: string,
  tasks: readonly KnownTask[],
  smallWords: ReadonlySet<string>,
): FoundTasks | undefined {
  const sought = toWords(words);
  const exact = tasks.filter(({ title }) => toWords(title).join(' ') === sought.join(' '));
  if (sought.length === 0) return undefined;
  if (exact.length > 0) return { fit: 'exact', tasks: exact };
  const telling = sought.filter((word) => !smallWords.has(word)).slice(0, wordsMax);
  if (telling.length === 0) return undefined;
  const titled = tasks.map((task) => ({ task, words: toWords(task.title) }));
  for (const fit of ['words', 'similar'] as const) {
    const found = titled.filter((title) => telling.every((word) => isIn(word, title.words, fit)));
    if (found.length > 0) return { fit, tasks: found.map(({ task }) => task) };
  }
  return undefined;
}

function isIn(word: string, titleWords: readonly string[], fit: 'words' | 'similar'): boolean {
  if (fit === 'words') return titleWords.includes(word);
  return titleWords.some((titleWord) => isSimilar(word, titleWord));
}

/** The words of a title, those in quotation marks too. */
function toWords(text: string): string[] {
  return tokenise(text).flatMap(({ kind, norm, quoted }) => {
    if (quoted !== undefined) return toWords(quoted);
    return kind === 'word' ? [norm] : [];
  });
}
