import { describe, expect, it } from '@jest/globals';
import { deletesSeveral, isYes } from './index.ts';

describe('deletesSeveral', () => {
  it.each([
    'delete all tasks',
    'please clear my list',
    'remove everything that is done',
    'delete tasks 1 and 2',
    'delete task 1; then delete task 2',
    'delete the first and the last one',
    'delete them',
    'delete milk and delete bread',
  ])('is true of %j', (text) => {
    expect(deletesSeveral(text)).toBe(true);
  });

  it.each([
    'delete task 1',
    'delete the meeting task',
    'add a task to delete all photos',
    "add 'delete all tasks'",
    'complete all tasks',
    'show all tasks',
    '',
  ])('is false of %j', (text) => {
    expect(deletesSeveral(text)).toBe(false);
  });
});

describe('isYes', () => {
  it.each([
    'yes',
    'Yes!',
    'y',
    'ok',
    'sure, go ahead',
    'yes please',
    'Yes, delete them all.',
    'do it',
    'ok thanks',
  ])('takes %j for a yes', (text) => {
    expect(isYes(text)).toBe(true);
  });

  it.each([
    'no',
    'yes but not the first',
    'yes or no?',
    'yesterday',
    'not yes',
    'delete task 3',
    'maybe',
    '',
  ])('does not take %j for one', (text) => {
    expect(isYes(text)).toBe(false);
  });
});
