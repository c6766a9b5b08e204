import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadEndpoint } from './credentials.ts';

describe('loadEndpoint', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'todo-deploy-'));
    writeFileSync(join(folder, 'token'), 'from-a-file\n');
    writeFileSync(join(folder, 'ca.crt'), 'the authority');
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  function kubeconfig(user: object, cluster: object = {}): string {
    const file = join(folder, 'config');
    const config = {
      clusters: [{ name: 'c', cluster: { server: 'https://cluster.example:6443', ...cluster } }],
      users: [{ name: 'u', user }],
      contexts: [
        { name: 'mine', context: { cluster: 'c', user: 'u' } },
        { name: 'lost', context: { cluster: 'nowhere', user: 'u' } },
      ],
    };
    writeFileSync(file, JSON.stringify(config));
    return file;
  }

  it('lists the contexts when the one asked for is unknown', async () => {
    const file = kubeconfig({});
    await expect(loadEndpoint(file, 'other')).rejects.toMatchObject({
      code: 'CONTEXT_UNKNOWN',
      exitCode: 11,
      message: `Context other: not in ${file}, which has mine, lost`,
      hint: 'choose one of them, such as --context mine',
    });
  });

  it.each([
    ['a file that is not there', 'absent', 'does not exist'],
    ['a file that is no YAML', '{', 'is not readable YAML'],
    ['a file that is no kubeconfig', 'text', 'is not a kubeconfig'],
  ])('refuses %s', async (_name, content, reason) => {
    const file = join(folder, content === 'absent' ? 'absent' : 'broken');
    if (content !== 'absent') writeFileSync(file, content);
    await expect(loadEndpoint(file, 'mine')).rejects.toMatchObject({
      code: 'KUBECONFIG_UNREADABLE',
      message: `Kubeconfig ${file}: ${reason}`,
    });
  });

  it('refuses a context without a cluster, and a server that is no URL', async () => {
    await expect(loadEndpoint(kubeconfig({}), 'lost')).rejects.toThrow('context lost names no cluster of it');
    await expect(loadEndpoint(kubeconfig({}, { server: 'nowhere' }), 'mine')).rejects.toThrow(
      'its server "nowhere" is not a URL',
    );
  });

  it.each([
    ['a token', { token: 'abc' }, 'Bearer abc'],
    ['a token in a file', { tokenFile: 'token' }, 'Bearer from-a-file'],
    ['a password', { username: 'me', password: 'pw' }, `Basic ${Buffer.from('me:pw').toString('base64')}`],
    ['nothing', {}, undefined],
  ])('authenticates with %s', async (_name, user, expected) => {
    const { headers } = await loadEndpoint(kubeconfig(user), 'mine');
    expect(headers['Authorization']).toBe(expected);
  });

  it('reads certificates beside the kubeconfig and within it', async () => {
    const user = { 'client-certificate-data': Buffer.from('mine').toString('base64') };
    const { agent } = await loadEndpoint(kubeconfig(user, { 'certificate-authority': 'ca.crt' }), 'mine');
    const { ca, cert, rejectUnauthorized } = (agent as https.Agent).options;
    expect([String(ca), String(cert), rejectUnauthorized]).toEqual(['the authority', 'mine', true]);
  });

  it('names a certificate that cannot be read', async () => {
    const file = kubeconfig({ 'client-key': 'absent.key' });
    await expect(loadEndpoint(file, 'mine')).rejects.toThrow(
      `its client-key ${join(folder, 'absent.key')} cannot be read`,
    );
  });

  it('asks the program that the kubeconfig names', async () => {
    const credential = {
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      status: { token: 'fresh' },
    };
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: 'printf',
      args: ['%s', JSON.stringify(credential)],
    };
    const { headers } = await loadEndpoint(kubeconfig({ exec }), 'mine');
    expect(headers['Authorization']).toBe('Bearer fresh');
  });

  it('says why the program gave no credentials', async () => {
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: 'ls', args: ['/no-such-folder'] };
    await expect(loadEndpoint(kubeconfig({ exec }), 'mine')).rejects.toMatchObject({
      code: 'CREDENTIALS_REFUSED',
      exitCode: 12,
    });
  });
});
