import { describe, expect, it } from '@jest/globals';
import { readCases } from '../../test/fixtures.ts';
import type { KubernetesObject } from '../cluster/kubernetes-object.ts';
import type { ObjectStatus } from '../report/events.ts';
import { hasRollout, hasStatus, statusOf } from './status.ts';

interface StatusCase {
  readonly name: string;
  readonly object: KubernetesObject;
  readonly expected: Partial<ObjectStatus>;
}

describe('statusOf', () => {
  it.each(
    readCases<StatusCase>('status').map(({ name, ...rest }) => [rest.object.kind, name, rest] as const),
  )('%s: %s', (_kind, _name, { object, expected }) => {
    expect(statusOf(object)).toMatchObject(expected);
  });
});

describe('hasRollout', () => {
  it.each([
    ['apps/v1', 'Deployment', true],
    ['batch/v1', 'Job', true],
    ['v1', 'ConfigMap', false],
    ['networking.k8s.io/v1', 'Ingress', false],
    ['policy/v1', 'PodDisruptionBudget', false],
    ['v1', 'PersistentVolumeClaim', false],
    ['rbac.authorization.k8s.io/v1', 'Role', false],
    ['cert-manager.io/v1', 'Certificate', true],
  ])('%s %s: %s', (apiVersion, kind, expected) => {
    expect(hasRollout({ apiVersion, kind })).toBe(expected);
  });
});

describe('hasStatus', () => {
  it.each([
    ['apps/v1', 'Deployment', true],
    ['policy/v1', 'PodDisruptionBudget', true],
    ['cert-manager.io/v1', 'Certificate', true],
    ['v1', 'ConfigMap', false],
  ])('%s %s: %s', (apiVersion, kind, expected) => {
    expect(hasStatus({ apiVersion, kind })).toBe(expected);
  });
});
