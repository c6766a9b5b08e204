import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { World } from './support/world.ts';

interface Golden {
  /** What was said before in the conversation. */
  readonly after?: readonly string[];
  readonly say: string;
  readonly calls: readonly (readonly [string, unknown])[];
  readonly tells: readonly string[];
  readonly asks?: string;
}

const tasks = [
  { id: 1, title: 'Buy groceries', completed: false },
  { id: 2, title: 'Pay bills', completed: true },
  { id: 3, title: 'Call mom', completed: false },
  { id: 4, title: 'Prepare the meeting', completed: false },
  { id: 5, title: 'Report for Anna', completed: false },
  { id: 6, title: 'Report for Bob', completed: false },
  { id: 7, title: 'Water the plants', completed: true },
];

const corpus = readFileSync(`${import.meta.dirname}/golden/en.jsonl`, 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line) as Golden)
  .map((golden) => ({ ...golden, name: [...(golden.after ?? []), golden.say].join(' → ') }));

describe('the corpus of things that people say', () => {
  it.each(corpus)('$name', ({ after = [], say, calls, tells, asks }) => {
    const world = new World(tasks);
    for (const text of after) world.say(text);
    const turn = world.say(say);
    expect(turn.calls.map(({ tool, arguments: given }) => [tool, given])).toEqual(calls);
    expect(turn.answer.remarks.map(({ tell }) => tell)).toEqual(tells);
    expect(turn.answer.question?.ask).toBe(asks);
  });
});
