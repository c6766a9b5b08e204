import { describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import type { KubernetesObject } from '../cluster/kubernetes-object.ts';
import type { Change } from '../plan/change-set.ts';
import { createKnownSecrets } from '../secrets/known-secrets.ts';
import { evidenceFiles, type EvidenceFacts } from './evidence-files.ts';

const secret: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: {
    name: 'keys',
    namespace: 'todo',
    annotations: {
      'kubectl.kubernetes.io/last-applied-configuration': '{"stringData":{"token":"tok-canary-1"}}',
    },
  },
  data: { token: Buffer.from('tok-canary-1').toString('base64'), pin: 'MTIz' },
  stringData: { lines: "first 'canary-2' of\n  two canary-3 lines" },
};
const pod: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'app-1', namespace: 'todo', ...{ managedFields: [{ manager: 'kubelet' }] } },
  spec: {
    containers: [
      { name: 'app', env: [{ name: 'LINES', value: "first 'canary-2' of\n  two canary-3 lines" }] },
    ],
  },
};
const event: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: 'e' },
  lastTimestamp: '2026-01-02T03:04:05Z',
  type: 'Warning',
  reason: 'Unhealthy',
  message: 'Readiness probe failed: token tok-canary-1',
  involvedObject: { kind: 'Pod', name: 'app-1' },
};

describe('evidenceFiles', () => {
  const known = createKnownSecrets();
  known.learn([secret]);
  const ref = { apiVersion: 'v1', kind: 'Secret', namespace: 'todo', name: 'keys' };
  const entry = { unit: 'app', ref, key: '', object: secret, hash: 'h', isOnce: false };
  const fields = [{ path: 'data.token', from: '*** (before)', to: '*** (after)' }];
  const change: Change = {
    ...{ unit: 'app', ref, action: 'update', why: 'data.token to change', fields },
    ...{ restartsPods: false, isSettled: false, entry },
  };
  const facts: EvidenceFacts = {
    object: 'Deployment/todo/app',
    cause: {
      code: 'CONTAINER_CRASHED',
      reason: 'CrashLoopBackOff',
      detail: '',
      advice: 'mend it',
      patienceMs: 0,
    },
    detail: 'exit 1; last line: tok-canary-1',
    lines: ['token tok-canary-1'],
    objects: [pod],
    events: [event],
    changes: [change],
    plan: { environment: 'local', namespace: 'todo', hash: '', units: [] },
  };
  const files = evidenceFiles(facts, known.maskAll);

  it('has a file for everything that was known', () => {
    expect(Object.keys(files)).toEqual([
      ...['cause.yaml', 'changes.yaml', 'plan.yaml', 'events.txt'],
      ...['applied/Secret-keys.yaml', 'live/Pod-app-1.yaml'],
    ]);
    expect(load(files['cause.yaml'] ?? '')).toMatchObject({
      code: 'CONTAINER_CRASHED',
      cause: 'exit 1; last line: ***',
    });
    expect(load(files['changes.yaml'] ?? '')).toEqual([
      {
        kind: 'Secret',
        namespace: 'todo',
        name: 'keys',
        action: 'update',
        why: change.why,
        restartsPods: false,
        fields,
      },
    ]);
    expect(files['events.txt']).toBe(
      '2026-01-02T03:04:05Z Warning Unhealthy Pod/app-1: Readiness probe failed: token ***\n',
    );
  });

  it('reduces a Secret to the names of its keys', () => {
    expect(load(files['applied/Secret-keys.yaml'] ?? '')).toMatchObject({
      metadata: { name: 'keys', namespace: 'todo' },
      data: { token: '***', pin: '***' },
      stringData: { lines: '***' },
    });
  });

  it('holds no value of a Secret, in whatever form YAML writes it', () => {
    expect(Object.values(files).join('\n')).not.toMatch(/canary/);
  });

  it('leaves out who owns which field', () => {
    expect(files['live/Pod-app-1.yaml']).not.toContain('kubelet');
  });
});
