import { describe, expect, it } from '@jest/globals';
import { secretMask } from './mask-secrets.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('secretMask', () => {
  const mask = secretMask([
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 's' },
      data: {
        token: base64('tok-canary-1\n'),
        url: base64('postgres://todo:p%40ss-canary-2@db:5432/todo'),
        key: base64('-----BEGIN KEY-----\nAAAAcanary3\n-----END KEY-----\n'),
        short: base64('todo'),
      },
      stringData: { plain: 'say "canary-4"' },
    },
  ]);

  it.each([
    ['the value', 'token is tok-canary-1.'],
    ['the value in base64', `data: ${base64('tok-canary-1\n')}`],
    ['a connection URL', 'connecting to postgres://todo:p%40ss-canary-2@db:5432/todo'],
    ['the password of a URL', 'password authentication failed: p@ss-canary-2'],
    ['a line of a longer value', 'parse error near AAAAcanary3'],
    ['the value as JSON writes it', JSON.stringify({ plain: 'say "canary-4"' })],
    ['the value as a URL writes it', encodeURIComponent('say "canary-4"')],
  ])('hides %s', (_name, text) => {
    expect(mask(text)).not.toMatch(/canary/);
    expect(mask(text)).toContain('***');
  });

  it('leaves words alone that are too short to be a secret', () => {
    expect(mask('database todo is not ready')).toBe('database todo is not ready');
  });
});
