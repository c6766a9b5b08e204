import { describe, expect, it } from '@jest/globals';
import { newDialog, replay, type ToolOutcome } from './index.ts';

const listed: ToolOutcome = {
  tool: 'list_tasks',
  arguments: { status: 'all' },
  output: [
    { id: 4, title: 'Prepare the meeting', completed: false },
    { id: 9, title: 'Call mom', completed: true },
  ],
  isError: false,
};

describe('replay', () => {
  it('remembers nothing of no turns', () => {
    expect(replay([], 'en')).toEqual(newDialog);
  });

  it('remembers what was shown, and what was asked until the next message', () => {
    const asked = replay([{ text: 'delete all tasks', results: [listed] }], 'en');
    expect(asked.shown).toEqual([4, 9]);
    expect(asked.question).toMatchObject({ ask: 'confirmation', action: 'delete', calls: [{}, {}] });
    const cancelled = replay(
      [
        { text: 'delete all tasks', results: [listed] },
        { text: 'no', results: [] },
      ],
      'en',
    );
    expect(cancelled.question).toBeUndefined();
  });

  it('does not take a list that was only looked up for one that was shown', () => {
    const deleted: ToolOutcome = {
      tool: 'delete_task',
      arguments: { task_id: 4 },
      output: { task_id: 4, status: 'deleted', title: 'Prepare the meeting' },
      isError: false,
    };
    const dialog = replay([{ text: 'delete the meeting task', results: [listed, deleted] }], 'en');
    expect(dialog).toMatchObject({ shown: [], lastTask: undefined });
  });

  it('takes from a turn that a language model led what its tools answered', () => {
    const added: ToolOutcome = {
      tool: 'add_task',
      arguments: { title: 'Oat milk' },
      output: { task_id: 12, status: 'created', title: 'Oat milk' },
      isError: false,
    };
    const dialog = replay([{ text: 'the usual, and then tell me', results: [added, listed] }], 'en');
    expect(dialog.lastTask).toBe(12);
    expect(dialog.shown).toEqual([4, 9]);
  });

  it('holds on to what it knew through a turn that failed', () => {
    const failed: ToolOutcome = {
      tool: 'complete_task',
      arguments: { task_id: 77 },
      output: 'no',
      isError: true,
    };
    const turns = [
      { text: 'show my tasks', results: [listed] },
      { text: 'complete task 77', results: [failed] },
    ];
    expect(replay(turns, 'en').shown).toEqual([4, 9]);
  });
});
