import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chart } from './helm.ts';
import { imageValues, RestrictedNamespace, testCluster } from './test-cluster.ts';

const release = 'todo';
const small = { requests: { cpu: '50m', memory: '128Mi' } };
const app = { replicas: 1, minReadySeconds: 0, preStopSeconds: 1, resources: small };
const namespace = new RestrictedNamespace(testCluster());
let values: string;

beforeAll(async () => {
  values = JSON.stringify({
    ...(await imageValues(testCluster())),
    backend: app,
    frontend: app,
    serviceDefaults: app,
    postgresql: { storage: { size: '256Mi' }, resources: small },
    ingress: { hosts: [`${namespace.name}.example`] },
  });
  await namespace.create();
});

afterAll(() => namespace.remove());

const helm = (command: string, ...parameters: readonly string[]) =>
  namespace.must('helm', [command, release, ...parameters], values);
const withValues = [chart, '--values', '-', '--wait', '--timeout', '150s'];
const secrets = () =>
  namespace.get('secrets', 'jsonpath={range .items[?(@.type!="helm.sh/release.v1")]}{.data}{end}');
const podNames = (component: string) =>
  namespace.must('kubectl', [
    'get',
    'pods',
    '--output',
    'name',
    '--selector',
    `app.kubernetes.io/component=${component}`,
  ]);

describe('helm alone', () => {
  it('installs the chart, waits until it is ready, and chats with it', async () => {
    await helm('install', ...withValues);
    await helm('test');
    const completed = ['wait', 'jobs', '--all', '--for=condition=Complete', '--timeout=60s'];
    expect(await namespace.must('kubectl', completed)).toMatch(
      /^job\.batch\/todo-migration-\w+ condition met\n$/,
    );
  });

  it('upgrades to the same without a new secret or pod', async () => {
    const before = [
      await secrets(),
      await podNames('backend'),
      await podNames('frontend'),
      await podNames('postgresql'),
    ];
    await helm('upgrade', ...withValues);
    expect([
      await secrets(),
      await podNames('backend'),
      await podNames('frontend'),
      await podNames('postgresql'),
    ]).toEqual(before);
  });

  it('restarts the backend alone when its configuration changes', async () => {
    const before = [await podNames('frontend'), await podNames('postgresql')];
    const backend = await podNames('backend');
    await helm('upgrade', ...withValues, '--set', 'logLevel=debug');
    expect([await podNames('frontend'), await podNames('postgresql')]).toEqual(before);
    await namespace.must('kubectl', ['wait', '--for=delete', '--timeout=60s', ...backend.trim().split('\n')]);
    await helm('test');
  });

  it('leaves the todos and what opens them when it uninstalls, and finds them again', async () => {
    const volume = await namespace.get('persistentvolumeclaims', 'name');
    await helm('uninstall', '--wait');
    expect(await namespace.get('persistentvolumeclaims', 'name')).toBe(volume);
    await helm('install', ...withValues);
    await helm('test');
  });
});
