import { describe, expect, it } from '@jest/globals';
import { chatMessageMax, taskTitleMax } from '@todo/contracts';
import fc from 'fast-check';
import { World } from '../test/support/world.ts';
import { interpret, Plan, reply, type KnownTask } from './index.ts';

const words = fc.constantFrom(
  ...'add delete complete rename show list mark all my the task tasks 3 #3 it them second to and then ; , . as done'.split(
    ' ',
  ),
  ...[
    'yes',
    'no',
    "'",
    '"',
    '“',
    '”',
    ':',
    '\n',
    '-',
    'remind',
    'me',
    'description',
    'of',
    'milk',
    '買',
    '🎂',
    'not',
    'what',
  ],
);
const sentence = fc.array(words, { maxLength: 40 }).map((list) => list.join(' '));
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme' }),
  sentence,
);

const title = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 50 })
  .filter((value) => value.trim() !== '');
const tasks = fc
  .uniqueArray(fc.record({ id: fc.integer({ min: 1, max: 999 }), title, completed: fc.boolean() }), {
    selector: ({ id }) => id,
    maxLength: 12,
  })
  .map((list): KnownTask[] => list);

describe('interpret', () => {
  it('answers any conversation, with plans that keep to their schema', () => {
    fc.assert(
      fc.property(tasks, fc.array(text, { minLength: 1, maxLength: 5 }), (known, said) => {
        const world = new World(known);
        for (const message of said) {
          const { answer, calls } = world.say(message);
          Plan.parse(answer);
          for (const call of calls) Plan.parse({ next: 'call', calls: [call] });
          expect(reply(answer).isWellFormed()).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('plans the same for the same words', () => {
    fc.assert(fc.property(text, (message) => expect(interpret(message)).toEqual(interpret(message))));
  });

  it('takes quoted text verbatim, whatever it says', () => {
    const quotable = fc
      .oneof(sentence, title)
      .map((value) => value.replaceAll(/[“”"„\n]/g, '').trim())
      .filter((value) => value.length > 1 && value.length <= taskTitleMax);
    fc.assert(
      fc.property(quotable, (quoted) => {
        const plan = interpret(`Add a task called “${quoted}”`);
        expect(plan).toEqual({ next: 'call', calls: [{ tool: 'add_task', arguments: { title: quoted } }] });
      }),
    );
  });

  it('never changes several tasks, or deletes what it only guesses, without a yes', () => {
    fc.assert(
      fc.property(tasks, sentence, (known, message) => {
        const { calls } = new World(known).say(message);
        const deleted = calls.filter(({ tool }) => tool === 'delete_task');
        const commands = message.split(/\b(?:and|then)\b|[;.,\n]/).length;
        expect(deleted.length).toBeLessThanOrEqual(commands);
      }),
      { numRuns: 400 },
    );
  });

  it.each([
    'a and ',
    "'a ",
    " 'a",
    'please ',
    'add ',
    'task 1 and ',
    '1,',
    'rename a to ',
    '"',
    '((',
    'is done ',
    'add milk; ',
    'add tasks: a, ',
    'the ',
    'not all ',
    'set a ',
    '🎂',
    'mark as done ',
  ])('takes a message of the greatest length that repeats %j in bounded time', (piece) => {
    const message = `delete ${piece.repeat(chatMessageMax)}`.slice(0, chatMessageMax);
    const known = Array.from({ length: 200 }, (_, id) => ({
      id: id + 1,
      title: `a task 1 ${id}`,
      completed: false,
    }));
    // Processor time, which other programs on the machine do not lengthen.
    const start = process.cpuUsage();
    new World(known).say(message);
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1000).toBeLessThan(1000);
  });

  it('reads no message above the greatest length, and none without words', () => {
    expect(interpret('a'.repeat(chatMessageMax + 1))).toMatchObject({
      remarks: [{ tell: 'message-too-long' }],
    });
    expect(interpret(' \n ')).toMatchObject({ remarks: [{ tell: 'message-empty' }] });
  });

  it('refuses a title or description that no task can have, and a message with too much to do', () => {
    const long = 'x'.repeat(taskTitleMax + 1);
    expect(interpret(`add ${long}`)).toMatchObject({ remarks: [{ tell: 'title-too-long', length: 201 }] });
    expect(interpret(`rename task 1 to ${long}`)).toMatchObject({ remarks: [{ tell: 'title-too-long' }] });
    const description = `describe task 1 as ${'x'.repeat(1001)}`;
    expect(interpret(description)).toMatchObject({
      remarks: [{ tell: 'description-too-long', length: 1001 }],
    });
    expect(interpret('add milk; '.repeat(21))).toMatchObject({ remarks: [{ tell: 'too-many', count: 21 }] });
    expect(interpret('delete 1-30')).toMatchObject({ remarks: [{ tell: 'too-many', count: 30 }] });
  });

  it('reads English where it has no other language', () => {
    expect(interpret('add milk', { locale: 'fi-FI' })).toEqual(interpret('add milk', { locale: 'en-GB' }));
  });
});
