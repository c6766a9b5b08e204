import { describe, expect, it } from '@jest/globals';
import { toolCall } from '../../../test/builders.ts';
import { describeToolCall } from './describe-tool-call.ts';

describe('describeToolCall', () => {
  it.each([
    ['add_task', 'created', 'Added'],
    ['complete_task', 'completed', 'Completed'],
    ['delete_task', 'deleted', 'Deleted'],
    ['update_task', 'updated', 'Changed'],
  ] as const)('says what %s did, and to which task', (name, status, label) => {
    const call = toolCall(name, { task_id: 5, status, title: 'Buy groceries' });
    expect(describeToolCall(call)).toEqual({ kind: status, label, task: { id: 5, title: 'Buy groceries' } });
  });

  it.each([
    [[], 'Looked at 0 tasks'],
    [[{ id: 1, title: 'Buy groceries', completed: false }], 'Looked at 1 task'],
  ])('counts what list_tasks found', (result, label) => {
    expect(describeToolCall(toolCall('list_tasks', result))).toEqual({ kind: 'listed', label });
  });

  it('names a tool that failed', () => {
    const call = toolCall('add_task', 'Title: too long', { is_error: true });
    expect(describeToolCall(call)).toEqual({ kind: 'failed', label: 'Did not work: add_task' });
  });

  it.each([
    ['a tool it does not know', 'plan_week', {}],
    ['a result it does not understand', 'add_task', { id: 5 }],
    ['a result of another tool', 'add_task', { task_id: 5, status: 'deleted', title: 'x' }],
    ['a list that is none', 'list_tasks', 'x'],
    ['a name that every object has', 'toString', {}],
  ])('names %s as it is', (_name, tool, result) => {
    expect(describeToolCall(toolCall(tool, result))).toEqual({ kind: 'other', label: `Used ${tool}` });
  });
});
