import { describe, expect, it } from '@jest/globals';
import type { KubernetesObject } from '../cluster/kubernetes-object.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { unitsOfObjects } from './object-units.ts';

const record = { revision: 1, deployedAt: '2026-01-31T12:00:00Z', history: [] };
const ref = (kind: string, name: string) => ({
  apiVersion: 'v1',
  kind,
  namespace: 'todo',
  name,
  uid: name,
  hash: '',
});
const ledger: Pick<Ledger, 'units' | 'pending'> = {
  units: new Map([
    ['app', { ...record, objects: [ref('Deployment', 'app'), ref('Service', 'app')] }],
    ['app-db', { ...record, objects: [ref('StatefulSet', 'app-db')] }],
  ]),
  pending: [{ apiVersion: 'batch/v1', kind: 'Job', namespace: 'todo', name: 'migration', unit: 'new' }],
};

function owned(kind: string, name: string, owner?: { kind: string; name: string }): KubernetesObject {
  const ownerReferences = owner ? [{ ...owner, uid: owner.name, controller: true }] : [];
  return { apiVersion: 'v1', kind, metadata: { name, ownerReferences } };
}

const unitOf = unitsOfObjects(ledger, [
  owned('ReplicaSet', 'app-1', { kind: 'Deployment', name: 'app' }),
  owned('Pod', 'app-1-x', { kind: 'ReplicaSet', name: 'app-1' }),
  owned('Pod', 'app-7c9fd8b6c5-bbbbb'),
]);

describe('unitsOfObjects', () => {
  it.each([
    ['Service', 'app', 'app'],
    ['Pod', 'app-1-x', 'app'],
    ['Job', 'migration', 'new'],
    ['Pod', 'app-7c9fd8b6c5-bbbbb', undefined],
    ['ConfigMap', 'app-1', undefined],
  ])('knows %s %s by the ledger and its owners', (kind, name, unit) => {
    expect(unitOf({ kind, name })).toBe(unit);
  });

  it.each([
    ['Pod', 'app-7c9fd8b6c5-q2x4z', 'app'],
    ['ReplicaSet', 'app-7c9fd8b6c5', 'app'],
    ['Pod', 'app-db-0', 'app-db'],
    ['Pod', 'migration-q2x4z', 'new'],
    ['PersistentVolumeClaim', 'data-app-db-0', 'app-db'],
    ['Pod', 'application-7c9fd8b6c5-q2x4z', undefined],
    ['Pod', 'app-test', undefined],
    ['PersistentVolumeClaim', 'app-db-0', undefined],
  ])('knows %s %s, which is gone, by its name', (kind, name, unit) => {
    expect(unitOf({ kind, name })).toBe(unit);
  });
});
