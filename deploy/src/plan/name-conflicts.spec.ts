import { describe, expect, it } from '@jest/globals';
import { DeployError } from '../errors.ts';
import { nameConflicts, valueAt } from './name-conflicts.ts';

describe('valueAt', () => {
  const object = {
    metadata: {
      annotations: { 'example.com/owner': 'me' },
      finalizers: ['a', 'b'],
      labels: { app: 'x', 'app.kubernetes.io/component': 'web', 'app.kubernetes.io/name': 'shop' },
    },
    spec: {
      replicas: 3,
      containers: [{ name: 'app', image: 'x', ports: [{ containerPort: 80, protocol: 'TCP', name: 'web' }] }],
    },
  };

  it.each([
    ['.spec.replicas', 3],
    ['.spec.containers[name="app"].image', 'x'],
    ['.spec.containers[name="app"].ports[containerPort=80,protocol="TCP"].name', 'web'],
    ['.spec.containers[name="other"].image', undefined],
    ['.metadata.annotations.example.com/owner', 'me'],
    ['.metadata.labels.app', 'x'],
    ['.metadata.labels.app.kubernetes.io/component', 'web'],
    ['.metadata.labels.app.kubernetes.io/part-of', undefined],
    ['.metadata.finalizers[="b"]', 'b'],
    ['.spec.containers[0].name', 'app'],
  ])('reads %s', (field, expected) => {
    expect(valueAt(object, field)).toEqual(expected);
  });
});

describe('nameConflicts', () => {
  const conflicts = [{ field: '.data.a', manager: 'kubectl-edit' }];
  const error = new DeployError('APPLY_CONFLICT', { object: 'o', state: 'nothing was written', conflicts });
  const object = (kind: string, a: string) => ({
    apiVersion: 'v1',
    kind,
    metadata: { name: 'x' },
    data: { a },
  });

  it('adds both values', () => {
    const named = nameConflicts(error, { ours: object('ConfigMap', 'x'), theirs: object('ConfigMap', 'y') });
    expect((named as Error).message).toContain(
      'field .data.a is owned by kubectl-edit (ours "x", theirs "y")',
    );
  });

  it('adds none of a Secret', () => {
    expect(nameConflicts(error, { ours: object('Secret', 'x'), theirs: object('Secret', 'y') })).toBe(error);
  });
});
