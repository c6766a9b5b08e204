import { describe, expect, it } from '@jest/globals';
import { CreateTask } from '@todo/contracts';
import { parse, parseIdentifier } from './parse.ts';

describe('parse', () => {
  it('gives what the contract makes of the value', () => {
    expect(parse(CreateTask, { title: ' x ' }, 'Body')).toEqual({ title: 'x' });
  });

  it('names part and fields, in one sentence and without their values', () => {
    const body = { title: '', description: 'canary'.repeat(200), user_id: 'canary' };
    expect(() => parse(CreateTask, body, 'Body')).toThrow(
      expect.objectContaining({
        code: 'REQUEST_INVALID',
        message:
          'Body: title must be text of 1 to 200 characters, description must be text of up to 1000 characters, ' +
          'unrecognized key: "user_id"; nothing was read or changed',
      }),
    );
  });
});

describe('parseIdentifier', () => {
  it('reads the one form that an id is written in', () => {
    expect(parseIdentifier('42')).toBe(42);
    expect(parseIdentifier('2147483647')).toBe(2_147_483_647);
  });

  it.each(['', '0', '-1', '01', '1.0', '1e3', ' 1', '+1', '0x1', '2147483648', '٣', 'NaN', undefined])(
    'does not take %j for one',
    (word) => {
      expect(parseIdentifier(word)).toBeUndefined();
    },
  );
});
