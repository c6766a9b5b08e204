import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readEnvironment, readMigrateEnvironment } from './env.ts';

const secret = 'canary-secret-that-nobody-may-ever-read';
const url = 'postgresql://todo:canary-password@db.example:5432/todo';
const valid = { DATABASE_URL: url, BETTER_AUTH_SECRET: secret, TODO_PUBLIC_URL: 'http://localhost:8080' };

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'todo-env-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function faultOf(variables: Readonly<Record<string, string>>): string {
  try {
    readEnvironment(variables);
  } catch (error) {
    return String(error);
  }
  throw new Error('It was accepted');
}

describe('readEnvironment', () => {
  it('needs a database, a secret and an address, and gives the rest', () => {
    expect(readEnvironment(valid)).toEqual({
      host: '0.0.0.0',
      port: 8000,
      databaseUrl: url,
      authSecret: secret,
      publicUrl: 'http://localhost:8080',
      trustedOrigins: [],
      trustedProxies: [],
      logLevel: 'info',
      requestsPerMinuteMax: 1200,
      signInsPerMinuteMax: 30,
      drainWaitMs: 1500,
      locale: 'en',
      openAi: {},
    });
  });

  it('takes an empty variable for one that is not set', () => {
    expect(readEnvironment({ ...valid, PORT: '', OPENAI_API_KEY: '' })).toEqual(readEnvironment(valid));
  });

  it('reads lists', () => {
    const lists = {
      TODO_TRUSTED_ORIGINS: 'https://localhost:8443, http://localhost:3000/',
      TODO_TRUSTED_PROXIES: '10.0.0.0/8,::1',
    };
    expect(readEnvironment({ ...valid, ...lists })).toMatchObject({
      trustedOrigins: ['https://localhost:8443', 'http://localhost:3000'],
      trustedProxies: ['10.0.0.0/8', '::1'],
    });
  });

  it('reads a secret from the file that NAME_FILE names, without its last line break', () => {
    const file = join(folder, 'secret');
    writeFileSync(file, `${secret}\n`);
    const { BETTER_AUTH_SECRET: _, ...rest } = valid;
    expect(readEnvironment({ ...rest, BETTER_AUTH_SECRET_FILE: file })).toMatchObject({ authSecret: secret });
  });

  it.each([
    ['DATABASE_URL', 'mysql://db/todo', 'is not of the form postgresql://USER:PASSWORD@HOST:PORT/DATABASE'],
    ['DATABASE_URL', 'postgresql://db', 'is not of the form postgresql://USER:PASSWORD@HOST:PORT/DATABASE'],
    ['DATABASE_URL', '', 'is not set'],
    ['BETTER_AUTH_SECRET', 'canary-short', 'has fewer than 32 characters'],
    ['BETTER_AUTH_SECRET', '', 'is not set'],
    ['TODO_PUBLIC_URL', 'localhost:8080', 'is not an origin such as https://todo.example.com'],
    ['TODO_PUBLIC_URL', 'http://localhost/app', 'is not an origin such as https://todo.example.com'],
    ['TODO_TRUSTED_ORIGINS', 'x', 'has an entry that is not an origin such as https://todo.example.com'],
    ['TODO_TRUSTED_PROXIES', '10.0.0.0/8,ingress', 'has an entry that is not an IP address or network'],
    ['PORT', '80a', 'is not a whole number'],
    ['PORT', '70000', 'is more than 65535'],
    ['TODO_REQUESTS_PER_MINUTE_MAX', '0', 'is less than 1'],
    ['TODO_LOG_LEVEL', 'loud', 'is not one of fatal, error, warn, info, debug, trace, silent'],
    ['TODO_LOCALE', 'en_US', 'is not a language tag such as en or en-GB'],
    ['OPENAI_BASE_URL', 'ftp://models', 'is not an http or https URL'],
    ['DATABASE_URL_FILE', '/etc/hostname', 'DATABASE_URL and DATABASE_URL_FILE are both set'],
    [
      'OPENAI_API_KEY_FILE',
      '/does/not/exist',
      'cannot be read from the file that OPENAI_API_KEY_FILE names (ENOENT)',
    ],
  ])('names %s=%s as wrong, in one sentence and without its value', (name, value, sentence) => {
    const fault = faultOf({ ...valid, [name]: value });
    expect(fault).toContain(sentence);
    expect(fault).toContain(name);
    expect(fault).not.toContain('canary');
    expect(fault).not.toContain('\n');
  });

  it('names every variable that is wrong, once', () => {
    const fault = faultOf({ PORT: '-1' });
    for (const name of ['DATABASE_URL', 'BETTER_AUTH_SECRET', 'TODO_PUBLIC_URL', 'PORT']) {
      expect(fault.split(name)).toHaveLength(2);
    }
  });

  it('has an exit code of its own', () => {
    expect(() => readEnvironment({})).toThrow(expect.objectContaining({ exitCode: 20 }));
  });
});

describe('readMigrateEnvironment', () => {
  it('needs the database only, and waits a minute for it unless told otherwise', () => {
    expect(readMigrateEnvironment({ DATABASE_URL: url })).toEqual({ databaseUrl: url, waitMs: 60_000 });
    expect(() => readMigrateEnvironment({})).toThrow('DATABASE_URL is not set');
  });
});
