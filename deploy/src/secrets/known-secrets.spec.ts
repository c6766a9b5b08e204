import { describe, expect, it } from '@jest/globals';
import type { KubernetesObject } from '../cluster/kubernetes-object.ts';
import { DeployError } from '../errors.ts';
import { createKnownSecrets } from './known-secrets.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

function object(kind: string, fields: object): KubernetesObject {
  return { apiVersion: 'v1', kind, metadata: { name: 'postgres-login', namespace: 'todo' }, ...fields };
}

function knowing(stringData: Record<string, unknown>) {
  const known = createKnownSecrets();
  known.learn([object('Secret', { stringData })]);
  return known;
}

describe('what is known of Secrets', () => {
  const value = 'c4nary/"one"?&two';

  it.each([
    ['as it is', value],
    ['in JSON', JSON.stringify({ value })],
    ['in JSON in JSON', JSON.stringify({ value: JSON.stringify({ value }) })],
    ['in a URL', `https://host/?q=${encodeURIComponent(value)}`],
    ['in a form', new URLSearchParams({ value }).toString()],
    ['in base64', base64(value)],
    ['in base64 for URLs', Buffer.from(value).toString('base64url')],
    ...['', 'u', 'us', 'user:'].map((before) => [
      `in base64 after "${before}"`,
      base64(`${before}${value} and more`),
    ]),
  ])('is hidden %s', (_how, text) => {
    const masked = knowing({ value }).mask(text);
    expect(masked).toContain('***');
    const left = [masked, ...[...masked.matchAll(/[\w+/=-]{4,}/g)].map(([part]) => atob64(part))].join('\n');
    expect(left).not.toMatch(/c4nary|nary|"one"|two/);
  });

  it.each([
    ['a line', '-----BEGIN KEY-----\nc4nary-of-a-key\n-----END KEY-----\n', 'near c4nary-of-a-key'],
    ['the password of a URL', 'postgres://todo:c4n%40ry@db/todo', 'wrong password c4n@ry'],
    ['the login of a registry', '{"auths":{"host":{"auth":"c4nary-login"}}}', 'Basic c4nary-login'],
    ['a number', 1_234_567_890, 'expected string, got 1234567890'],
  ])('hides %s of a longer value alone', (_what, value, text) => {
    expect(knowing({ value }).mask(text)).toMatch(/^\D+\*\*\*$/);
  });

  it('hides values by what their keys are called, or by the password in a URL', () => {
    const known = createKnownSecrets();
    const tls = { secretName: 'team-certificate', mode: 'generated' };
    const openai = { apiKey: 'c4nary-key', model: 'model-one' };
    known.learnValues({ databaseUrl: 'postgres://todo:c4nary-pass@db/todo', openai, tls, replicas: 2 });
    expect(known.mask('c4nary-key, c4nary-pass, team-certificate, generated, model-one')).toBe(
      '***, ***, team-certificate, generated, model-one',
    );
  });

  it('leaves words alone that are short, or a name of something', () => {
    const known = knowing({ database: 'todo', user: 'postgres', password: 'user' });
    const text = 'Secret/todo/postgres-login: database todo, user postgres';
    expect(known.mask(text)).toBe(text);
  });

  it('hides the values of every Secret that it learns, and of nothing else', () => {
    const known = createKnownSecrets();
    known.learn([object('ConfigMap', { data: { mode: 'public-value' } })]);
    known.learn([object('Secret', { data: { one: base64('first-value') } })]);
    known.learn([object('Secret', { data: { one: base64('second-value') } })]);
    expect(known.mask('public-value first-value second-value')).toBe('public-value *** ***');
  });

  it('masks every text of a plan or an event, and keeps its shape', () => {
    const event = { type: 'note', list: [{ text: 'it is c4nary-value' }], count: 2, isTrue: true };
    expect(knowing({ value: 'c4nary-value' }).maskAll(event)).toEqual({
      ...event,
      list: [{ text: 'it is ***' }],
    });
  });

  it('masks what an error says, its hint, its facts, its stack and its causes', () => {
    const cause = new Error('the server saw c4nary-value', { cause: new Error('c4nary-value') });
    const reasons = ['data.key: c4nary-value is too long'];
    const error = new DeployError('VALUES_REFUSED', { chart: 'c4nary-value', reasons }, cause);
    knowing({ value: 'c4nary-value' }).maskError(error);
    const said = [error.message, error.hint, error.stack, JSON.stringify(error.context)];
    expect([...said, String(cause), cause.stack, String(cause.cause)].join('\n')).not.toContain('c4nary');
    expect(error).toBeInstanceOf(DeployError);
    expect(error.message).toContain('Chart ***: data.key: *** is too long');
  });

  it('leaves errors alone whose message cannot be set', () => {
    const aborted: unknown = AbortSignal.abort().reason;
    expect(() => knowing({ value: 'c4nary-value' }).maskError(aborted)).not.toThrow();
  });
});

function atob64(text: string): string {
  return Buffer.from(text, 'base64').toString('latin1');
}
