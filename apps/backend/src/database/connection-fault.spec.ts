import { describe, expect, it } from '@jest/globals';
import { connectionFault } from './connection-fault.ts';

const failure = (code: string) => Object.assign(new Error('canary'), { code });

describe('connectionFault', () => {
  it.each([
    ['ECONNREFUSED', 'unreachable'],
    ['ENOTFOUND', 'host-unknown'],
    ['ECONNRESET', 'lost'],
    ['28P01', 'login-refused'],
    ['3D000', 'login-refused'],
    ['57P01', 'lost'],
    ['57P03', 'unreachable'],
    ['08006', 'lost'],
  ])('tells %s as %s, without the words of the error', (code, kind) => {
    const fault = connectionFault(failure(code));
    expect(fault).toMatchObject({ kind });
    expect(fault?.reason).not.toContain('canary');
  });

  it.each([
    ['timeout exceeded when trying to connect', 'unreachable'],
    ['Connection terminated due to connection timeout', 'unreachable'],
    ['Connection terminated unexpectedly', 'lost'],
    ['Query read timeout', 'unreachable'],
  ])('tells "%s" as %s', (message, kind) => {
    expect(connectionFault(new Error(message))).toMatchObject({ kind });
  });

  it('finds the fault under what others wrapped it in', () => {
    const wrapped = new Error('Failed query', { cause: new Error('it failed', { cause: failure('57P01') }) });
    expect(connectionFault(wrapped)).toMatchObject({ kind: 'lost' });
  });

  it.each([[failure('23505')], [failure('42P01')], [new Error('a bug')], ['a string'], [undefined]])(
    'has nothing to say about %p',
    (error) => {
      expect(connectionFault(error)).toBeUndefined();
    },
  );

  it('ends on errors that name each other as cause', () => {
    const first: Error = new Error('first');
    first.cause = new Error('second', { cause: first });
    expect(connectionFault(first)).toBeUndefined();
  });
});
