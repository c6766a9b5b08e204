import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { V1ConfigMap, V1Deployment, V1Ingress } from '@kubernetes/client-node';
import { readEnvironmentFile } from '../../src/environment-file.ts';
import { fillInEnvironment } from '../../src/environment.ts';
import { chart, render } from './helm.ts';
import { podsOf } from './pods.ts';
import { serviceNames } from './values-table.ts';

const folder = join(import.meta.dirname, '../../environments');
const names = readdirSync(folder).map((file) => file.replace(/\.yaml$/, ''));
const connection = {
  address: 'http://localhost:8080',
  secureAddress: 'https://localhost:8443',
  registry: 'localhost:5001',
};

function renderEnvironment(name: string) {
  const file = readEnvironmentFile(name, folder);
  const { address } = file.connection;
  const place = address === undefined ? connection : { ...connection, address, secureAddress: undefined };
  const { values, release, namespace } = fillInEnvironment(file, {
    chart,
    connection: place,
    units: ['deploy', 'backend', 'frontend', ...serviceNames()],
  });
  return render(values, { release, namespace });
}

function replicasOf(objects: Awaited<ReturnType<typeof renderEnvironment>>) {
  return new Set(objects.ofKind<V1Deployment>('Deployment').map(({ spec }) => spec?.replicas));
}

describe('environments', () => {
  it.each(names)('%s has values that the chart takes', async (name) => {
    expect((await renderEnvironment(name)).all.length).toBeGreaterThan(0);
  });

  it('local is served at both addresses of the cluster', async () => {
    const objects = await renderEnvironment('local');
    expect(objects.one<V1ConfigMap>('ConfigMap', 'todo-backend').data).toMatchObject({
      TODO_PUBLIC_URL: 'http://localhost:8080',
      TODO_TRUSTED_ORIGINS: 'http://127.0.0.1:8080,https://localhost:8443,https://127.0.0.1:8443',
    });
    const { spec } = objects.one<V1Ingress>('Ingress', 'todo-ingress');
    expect(spec?.rules?.map(({ host }) => host)).toEqual([undefined, 'localhost']);
    expect(spec?.tls?.map(({ hosts }) => hosts)).toEqual([['localhost']]);
  });

  it('production and staging keep no secret of theirs in the cluster by the chart, and have no database there', async () => {
    for (const name of ['production', 'staging']) {
      const objects = await renderEnvironment(name);
      expect(objects.ofKind('Secret')).toEqual([]);
      expect(objects.ofKind('StatefulSet')).toEqual([]);
      expect(JSON.stringify(objects.all)).not.toContain('localhost');
    }
  });

  it('production runs three pods of each app behind TLS, and asks before it is changed', async () => {
    const objects = await renderEnvironment('production');
    expect(replicasOf(objects)).toEqual(new Set([3]));
    const { spec } = objects.one<V1Ingress>('Ingress', 'todo-ingress');
    expect(spec?.tls).toEqual([{ hosts: ['todo.example.com'], secretName: 'todo-tls' }]);
    const { connection: place, protected: protection } = readEnvironmentFile('production', folder);
    expect(place).toMatchObject({ context: 'production', address: 'https://todo.example.com' });
    expect(protection).toMatchObject({ cleanTree: true, confirm: true, branches: ['main'] });
  });

  it('local fits a machine of two cores beside the cluster itself, also while every pod is replaced', async () => {
    const requests = podsOf(await renderEnvironment('local')).flatMap(({ containers }) =>
      containers.map(({ resources }) => resources?.requests?.['cpu'] ?? ''),
    );
    const milliCores = requests.map((amount) =>
      /^\d+m$/.test(amount) ? Number.parseInt(amount, 10) : Number.NaN,
    );
    expect(2 * milliCores.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(1000);
  });
});
