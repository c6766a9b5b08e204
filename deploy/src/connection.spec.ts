import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readConnection } from './connection.ts';

const folder = mkdtempSync(join(tmpdir(), 'connection-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = join(folder, 'cluster.json');
const content = {
  name: 'local',
  provider: 'native',
  kubeconfig: '/etc/admin.kubeconfig',
  context: 'todo-local',
  registry: 'localhost:5001',
  address: 'http://localhost:8080/',
  secureAddress: 'https://localhost:8443',
  mirrors: { 'gcr.io': 'localhost:5001/gcr.io' },
};

function written(text: string): string {
  writeFileSync(file, text);
  return file;
}

describe('readConnection', () => {
  it('reads what a cluster provider wrote, and leaves out what only that one needs', () => {
    expect(readConnection(written(JSON.stringify(content)))).toEqual({
      kubeconfig: '/etc/admin.kubeconfig',
      context: 'todo-local',
      registry: 'localhost:5001',
      address: 'http://localhost:8080',
      secureAddress: 'https://localhost:8443',
      mirrors: { 'gcr.io': 'localhost:5001/gcr.io' },
    });
  });

  it('puts options in place of its parts', () => {
    const connection = readConnection(written(JSON.stringify(content)), {
      options: { address: 'http://other' },
    });
    expect(connection).toMatchObject({ context: 'todo-local', address: 'http://other' });
    expect(connection.secureAddress).toBeUndefined();
  });

  it('takes neither kubeconfig nor stand-ins of the first cluster for another', () => {
    const connection = readConnection(written(JSON.stringify(content)), {
      options: { context: 'other' },
    });
    expect(connection.kubeconfig).not.toBe('/etc/admin.kubeconfig');
    expect(connection.mirrors).toBeUndefined();
  });

  it('needs no file when the options say everything', () => {
    const options = {
      context: 'c',
      kubeconfig: '/k',
      registry: 'r.example',
      address: 'https://todo.example',
    };
    expect(readConnection(join(folder, 'none.json'), { options })).toEqual(options);
  });

  it('names what is missing without a file', () => {
    expect(() => readConnection(join(folder, 'none.json'), { options: { context: 'c' } })).toThrow(
      expect.objectContaining({
        code: 'CONNECTION_MISSING',
        message: `Cluster: ${join(folder, 'none.json')} does not exist, and --registry, --address are not given; nothing was done`,
        hint: expect.stringContaining('npm start') as unknown,
      }),
    );
  });

  const environment = { context: 'prod', registry: 'r.example', address: 'https://todo.example' };

  it('looks for an environment that names its context in no connection file', () => {
    const connection = readConnection(written(JSON.stringify(content)), { environment });
    expect(connection).toMatchObject(environment);
    expect(connection.kubeconfig).not.toBe('/etc/admin.kubeconfig');
    expect(connection).not.toMatchObject({ mirrors: expect.anything() as unknown });
    expect(() => readConnection(written('{'), { environment })).not.toThrow();
  });

  it('does not guess what such an environment leaves out', () => {
    const partly = { environment: { ...environment, registry: undefined } };
    expect(() => readConnection(written(JSON.stringify(content)), partly)).toThrow(
      'Cluster: the environment names a context of its own, and --registry is not given; nothing was done',
    );
  });

  it('lets options win over the environment, and the environment over the file', () => {
    const layers = { environment: { registry: 'r.example' }, options: { address: 'http://other' } };
    expect(readConnection(written(JSON.stringify(content)), layers)).toMatchObject({
      context: 'todo-local',
      registry: 'r.example',
      address: 'http://other',
    });
    const elsewhere = { environment: { ...environment, kubeconfig: '/prod' }, options: { context: 'other' } };
    const connection = readConnection(written(JSON.stringify(content)), elsewhere);
    expect(connection).toMatchObject({ context: 'other', registry: 'r.example' });
    expect(connection.kubeconfig).not.toBe('/prod');
  });

  it.each([
    ['{', "Expected property name or '}' in JSON"],
    [JSON.stringify({ ...content, context: undefined }), 'context is missing or no text'],
    [JSON.stringify({ ...content, registry: '' }), 'registry is empty'],
    [JSON.stringify({ ...content, address: 'localhost' }), 'address must be a URL'],
    [JSON.stringify({ ...content, mirrors: { 'gcr.io': 1 } }), 'mirrors.gcr.io is missing or no text'],
  ])('refuses %s', (text, reason) => {
    expect(() => readConnection(written(text))).toThrow(
      expect.objectContaining({
        code: 'CONNECTION_INVALID',
        message: expect.stringContaining(reason) as unknown,
      }),
    );
  });
});
