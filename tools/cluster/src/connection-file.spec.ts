import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Cluster } from './cluster.ts';
import { removeConnection, writeConnection } from './connection-file.ts';

const cluster: Cluster = {
  name: 'local',
  provider: 'native',
  kubeconfig: '/k',
  context: 'todo-local',
  registry: 'localhost:5001',
  address: 'http://localhost:8080',
  secureAddress: 'https://localhost:8443',
};
const mirrors = { 'gcr.io': 'localhost:5001/gcr.io' };

describe('connection file', () => {
  let folder: string;
  let file: string;
  const content = () => JSON.parse(readFileSync(file, 'utf8')) as object;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'connection-'));
    file = join(folder, 'deep/cluster.json');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('says how the cluster is reached', () => {
    writeConnection(file, cluster);
    expect(content()).toEqual(cluster);
  });

  it('keeps the mirrors of the same cluster', () => {
    writeConnection(file, cluster);
    writeFileSync(file, JSON.stringify({ ...cluster, mirrors }));
    writeConnection(file, { ...cluster, kubeconfig: '/other' });
    expect(content()).toEqual({ ...cluster, kubeconfig: '/other', mirrors });
  });

  it.each([
    ['name', { name: 'test' }],
    ['registry', { registry: 'localhost:20002' }],
  ])('drops the mirrors of a cluster with another %s', (_, change) => {
    writeConnection(file, cluster);
    writeFileSync(file, JSON.stringify({ ...cluster, ...change, mirrors }));
    writeConnection(file, cluster);
    expect(content()).toEqual(cluster);
  });

  it('replaces a file that is damaged', () => {
    writeConnection(file, cluster);
    writeFileSync(file, '{"name": "lo');
    writeConnection(file, cluster);
    expect(content()).toEqual(cluster);
  });

  it('is removed with its own cluster, and not with another', () => {
    writeConnection(file, cluster);
    removeConnection(file, { name: 'test', provider: 'native' });
    expect(existsSync(file)).toBe(true);
    removeConnection(file, cluster);
    expect(existsSync(file)).toBe(false);
    removeConnection(file, cluster);
  });
});
