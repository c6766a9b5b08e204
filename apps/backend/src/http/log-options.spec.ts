import { describe, expect, it } from '@jest/globals';
import { describeError, logOptions } from './log-options.ts';

describe('describeError', () => {
  it('keeps name, code, calls and causes, and drops the parameters of a failed query', () => {
    const cause = Object.assign(new Error('duplicate key'), { code: '23505' });
    const error = new Error('Failed query: insert into sessions values ($1)\nparams: canary-token', {
      cause,
    });
    const record = describeError(error);
    expect(record).toMatchObject({
      type: 'Error',
      message: 'Failed query: insert into sessions values ($1)',
      stack: expect.stringMatching(/^ {4}at /) as unknown,
      cause: { code: '23505', message: 'duplicate key' },
    });
    expect(JSON.stringify(record)).not.toContain('canary');
  });

  it('takes whatever was thrown', () => {
    expect(describeError('canary')).toEqual({ type: 'string', message: 'not an error object', stack: '' });
  });

  it('ends on errors that name each other as cause', () => {
    const first: Error = new Error('first');
    first.cause = first;
    expect(() => JSON.stringify(describeError(first))).not.toThrow();
  });
});

describe('logOptions', () => {
  it('logs a request without its query', () => {
    const { req } = logOptions({ level: 'info' }).serializers;
    expect(req({ method: 'GET', url: '/api/auth/verify?token=canary', ip: '::1' })).toEqual({
      method: 'GET',
      path: '/api/auth/verify',
      ip: '::1',
    });
  });
});
