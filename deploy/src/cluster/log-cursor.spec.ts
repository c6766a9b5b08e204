import { describe, expect, it } from '@jest/globals';
import { LogCursor } from './log-cursor.ts';

const at = (seconds: number, nanoseconds = 0) =>
  `2026-01-01T00:00:${String(seconds).padStart(2, '0')}.${String(nanoseconds).padStart(9, '0')}Z`;

/** What is shown of lines that come over one connection. */
function read(cursor: LogCursor, times: readonly string[]): readonly string[] {
  const isNew = cursor.reopen();
  return times.filter((time) => isNew(time));
}

describe('LogCursor', () => {
  it('asks for the whole log while nothing was read', () => {
    expect(new LogCursor().sinceTime).toBeUndefined();
  });

  it('asks for the last seconds again, and leaves out what was had of them', () => {
    const cursor = new LogCursor();
    read(cursor, [at(10, 1), at(11, 5)]);
    expect(cursor.sinceTime).toBe('2026-01-01T00:00:09.000Z');
    expect(read(cursor, [at(10, 1), at(11, 5), at(11, 6)])).toEqual([at(11, 6)]);
    expect(read(cursor, [at(10, 1), at(11, 5), at(11, 6), at(12)])).toEqual([at(12)]);
  });

  it('shows as many lines of one instant as there are', () => {
    const cursor = new LogCursor();
    expect(read(cursor, [at(10), at(10)])).toEqual([at(10), at(10)]);
    expect(read(cursor, [at(10), at(10), at(10)])).toEqual([at(10)]);
  });

  it('shows a line that was written down later than the next one', () => {
    const cursor = new LogCursor();
    expect(read(cursor, [at(11, 1), at(11, 3), at(11, 2)])).toHaveLength(3);
    const late = new LogCursor();
    read(late, [at(10), at(12)]);
    expect(read(late, [at(10), at(12), at(11)])).toEqual([at(11)]);
  });

  it('shows nothing that is older than the first line that was asked for', () => {
    const cursor = new LogCursor();
    read(cursor, [at(10, 5)]);
    expect(read(cursor, [at(10, 3), at(10, 4), at(10, 5), at(10, 6)])).toEqual([at(10, 6)]);
  });

  it('remembers no more than the seconds that it asks for again', () => {
    const cursor = new LogCursor();
    read(cursor, [at(10), at(20), at(30)]);
    expect(cursor.sinceTime).toBe('2026-01-01T00:00:28.000Z');
    expect(read(cursor, [at(30)])).toEqual([]);
  });
});
