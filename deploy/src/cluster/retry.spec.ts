import { describe, expect, it } from '@jest/globals';
import { retryDelayMs, withRetry, type AttemptFailure } from './retry.ts';

const answer = (status: number, message = '', retryAfterMs?: number): AttemptFailure => ({
  kind: 'answer',
  status,
  message,
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});

describe('retryDelayMs', () => {
  it.each<[string, AttemptFailure]>([
    ['a refused connection', { kind: 'connection', code: 'ECONNREFUSED' }],
    ['a reset connection', { kind: 'connection', code: 'ECONNRESET' }],
    ['too many requests', answer(429)],
    ['a server that starts', answer(503)],
    ['a leader that changed', answer(500, 'etcdserver: leader changed')],
    ['a slow etcd', answer(500, 'etcdserver: request timed out')],
  ])('tries again after %s', (_name, failure) => {
    expect(retryDelayMs(failure, 1, () => 1)).toBe(100);
  });

  it.each<[string, AttemptFailure]>([
    ['a certificate that is not trusted', { kind: 'connection', code: 'SELF_SIGNED_CERT_IN_CHAIN' }],
    ['a refusal', answer(422)],
    ['a conflict', answer(409)],
    ['missing permission', answer(403)],
    ['an error of the server', answer(500, 'failed to create typed patch object')],
  ])('gives up at once after %s', (_name, failure) => {
    expect(retryDelayMs(failure, 1)).toBeUndefined();
  });

  it('waits longer each time, up to five seconds, never in step with others', () => {
    const waits = [1, 2, 3, 10, 30].map((attempt) => retryDelayMs(answer(503), attempt, () => 1));
    expect(waits).toEqual([100, 200, 400, 5000, 5000]);
    expect(retryDelayMs(answer(503), 3, () => 0)).toBe(200);
  });

  it('waits as long as the server asks', () => {
    expect(retryDelayMs(answer(429, '', 7000), 1)).toBe(7000);
  });

  it('asks a webhook that does not answer only a few times', () => {
    const webhook = answer(500, 'failed calling webhook "x": connection refused');
    expect(retryDelayMs(webhook, 3)).toBeDefined();
    expect(retryDelayMs(webhook, 4)).toBeUndefined();
  });
});

describe('withRetry', () => {
  const failing = (times: number, failure: AttemptFailure = answer(503, '', 1)) => {
    let attempts = 0;
    const action = () =>
      ++attempts <= times ? Promise.reject(new Error(`attempt ${attempts}`)) : Promise.resolve(attempts);
    const options = {
      patienceMs: () => Infinity,
      signal: new AbortController().signal,
      failureOf: () => failure,
    };
    return { action, options };
  };

  it('answers what the first successful attempt answers', async () => {
    const { action, options } = failing(2);
    await expect(withRetry(action, options)).resolves.toBe(3);
  });

  it('throws what the last attempt threw once patience ends', async () => {
    const { action, options } = failing(9);
    await expect(withRetry(action, { ...options, patienceMs: () => 0 })).rejects.toThrow('attempt 1');
  });

  it('starts no attempt after the signal', async () => {
    const { action, options } = failing(9);
    await expect(withRetry(action, { ...options, signal: AbortSignal.abort() })).rejects.toThrow('attempt 1');
  });
});
