import { describe, expect, it } from '@jest/globals';
import { readCases } from '../../test/fixtures.ts';
import type { KubernetesObject } from '../cluster/kubernetes-object.ts';
import { atOnce, atTheDeadline, ifItGoesOn, ifItStays, type Cause } from './cause.ts';
import { diagnose } from './diagnose.ts';
import type { World } from './new-pods.ts';

interface CauseCase {
  readonly name: string;
  /** Absent when nothing speaks against waiting on. */
  readonly expected?: Partial<Cause>;
  readonly patience?: keyof typeof patiences;
  readonly owner?: 'Job';
  readonly container?: object;
  readonly conditions?: readonly object[];
  readonly events?: readonly { readonly reason: string; readonly message: string }[];
  readonly areEventsOld?: boolean;
}

const patiences = { atOnce, ifItStays, ifItGoesOn, atTheDeadline };

describe('diagnose', () => {
  it.each(readCases<CauseCase>('causes').map((one) => [one.name, one] as const))('%s', (_name, one) => {
    const { workload, world } = release(one);
    const cause = diagnose(workload, world, () => !one.areEventsOld);
    if (!one.expected) return void expect(cause).toBeUndefined();
    expect(cause).toMatchObject({ ...one.expected, patienceMs: patiences[one.patience ?? 'atOnce'] });
  });

  it('does not look at pods of an older revision, nor at pods that are being deleted', () => {
    const broken = {
      name: 'c',
      restartCount: 3,
      state: { waiting: { reason: 'CrashLoopBackOff' } },
      lastState: {},
    };
    const { workload, world } = release({ name: '', container: broken });
    const old = { ...world, replicaSets: world.replicaSets.map((one) => withRevision(one, '1')) };
    expect(diagnose(workload, world, () => true)?.code).toBe('CONTAINER_CRASHED');
    expect(diagnose(workload, old, () => true)).toBeUndefined();
    const leaving = world.pods.map((pod) => ({
      ...pod,
      metadata: { ...pod.metadata, deletionTimestamp: 'now' },
    }));
    expect(diagnose(workload, { ...world, pods: leaving }, () => true)).toBeUndefined();
  });

  it('judges no pod while the controller has not seen the change', () => {
    const broken = {
      name: 'c',
      restartCount: 3,
      state: { waiting: { reason: 'CrashLoopBackOff' } },
      lastState: {},
    };
    const { workload, world } = release({ name: '', container: broken });
    const changed = { ...workload, metadata: { ...workload.metadata, generation: 3 } };
    expect(diagnose(changed, world, () => true)).toBeUndefined();
  });

  it('names the gravest of several causes', () => {
    const slow = pod('app-2', { container: { ready: false, state: { running: {} } } });
    const { workload, world } = release({
      name: '',
      container: { state: { waiting: { reason: 'InvalidImageName' } } },
    });
    expect(diagnose(workload, { ...world, pods: [slow, ...world.pods] }, () => true)?.reason).toBe(
      'InvalidImageName',
    );
  });

  it.each([
    [
      'ReplicaFailure of the Deployment',
      { conditions: [{ type: 'ReplicaFailure', status: 'True', message: quota() }] },
      ifItStays,
    ],
    ['nothing but an old event', {}, atTheDeadline],
  ])('knows that pods are not admitted from %s', (_name, status, patienceMs) => {
    const { workload, world } = release({ name: '' });
    const refused = { ...workload, status: { ...(workload['status'] as object), ...status } };
    const event = {
      ...eventOf({ reason: 'FailedCreate', message: quota() }, 0),
      involvedObject: { uid: 'workload' },
    };
    const cause = diagnose(refused, { ...world, pods: [], events: [event] }, () => false);
    expect(cause).toMatchObject({ code: 'POD_REFUSED', patienceMs });
    expect(cause?.detail).toContain('exceeded quota');
    expect(cause?.advice).toContain('quota');
  });
});

function quota(): string {
  return 'pods "app-1" is forbidden: exceeded quota: pods, requested: pods=1, used: pods=3, limited: pods=3';
}

function release(one: CauseCase): { workload: KubernetesObject; world: World } {
  const workload = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'app',
      uid: 'workload',
      generation: 2,
      annotations: { 'deployment.kubernetes.io/revision': '2' },
    },
    status: { observedGeneration: 2 },
  };
  const replicaSet = object('ReplicaSet', 'app-rs', { uid: 'rs', ownerReferences: owner('workload') });
  const events = (one.events ?? []).map(eventOf);
  return {
    workload,
    world: { pods: [pod('app-1', one)], replicaSets: [withRevision(replicaSet, '2')], events },
  };
}

function pod(
  name: string,
  { owner: job, container, conditions = [] }: Pick<CauseCase, 'owner' | 'container' | 'conditions'>,
) {
  const ownerReferences = [{ kind: job ?? 'ReplicaSet', name: 'owner', uid: 'rs', controller: true }];
  const containerStatuses = container ? [{ name: 'app', ...container }] : [];
  return {
    ...object('Pod', name, { uid: name, ownerReferences }),
    status: { conditions, containerStatuses },
  };
}

function object(
  kind: string,
  name: string,
  metadata: Partial<KubernetesObject['metadata']>,
): KubernetesObject {
  return { apiVersion: 'v1', kind, metadata: { name, namespace: 'todo', ...metadata } };
}

function owner(uid: string) {
  return [{ kind: 'Deployment', name: 'app', uid, controller: true }];
}

function withRevision(replicaSet: KubernetesObject, revision: string): KubernetesObject {
  const annotations = { 'deployment.kubernetes.io/revision': revision };
  return { ...replicaSet, metadata: { ...replicaSet.metadata, annotations } };
}

function eventOf(
  event: { readonly reason: string; readonly message: string },
  index: number,
): KubernetesObject {
  return { ...object('Event', `e${index}`, {}), ...event, involvedObject: { uid: 'app-1', name: 'app-1' } };
}
