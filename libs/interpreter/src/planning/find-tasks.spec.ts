import { describe, expect, it } from '@jest/globals';
import { findTasks } from './find-tasks.ts';

const tasks = ['Milk', 'Buy oat milk', 'Pay the water bill', 'Call “Mom & Dad”', 'Réserver un hôtel'].map(
  (title, index) => ({ id: index + 1, title, completed: false }),
);
const smallWords = new Set(['the', 'a', 'to']);

function found(words: string): unknown {
  const match = findTasks(words, tasks, smallWords);
  return match && [match.fit, ...match.tasks.map(({ id }) => id)];
}

describe('findTasks', () => {
  it.each([
    ['milk', ['exact', 1]],
    ['MILK!', ['exact', 1]],
    ['oat', ['words', 2]],
    ['milk oat', ['words', 2]],
    ['the water bill', ['words', 3]],
    ['bills', ['similar', 3]],
    ['watr bill', ['similar', 3]],
    ['mom', ['words', 4]],
    ['hôtel', ['words', 5]],
    ['réserver hotel', ['similar', 5]],
    ['unicorn', undefined],
    ['milk and honey', undefined],
    ['the', undefined],
    ['', undefined],
    ['!?', undefined],
  ])('finds by %j the best fit only', (words, expected) => {
    expect(found(words)).toEqual(expected);
  });
});
