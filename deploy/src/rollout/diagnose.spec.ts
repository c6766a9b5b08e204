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
  readonly readinessProbe?: object;
  readonly resources?: object;
  /** More of the pod's status. */
  readonly phase?: object;
  readonly conditions?: readonly object[];
  readonly volumes?: readonly object[];
  readonly events?: readonly EventCase[];
  readonly areEventsOld?: boolean;
}

interface EventCase {
  readonly reason: string;
  readonly message: string;
  readonly count?: number;
  /** The pod when absent. */
  readonly about?: object;
}

interface RefusalCase {
  readonly name: string;
  readonly message: string;
  readonly advice: string;
  readonly patience: keyof typeof patiences;
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

  it('names a probe that failed too often before one that may still succeed', () => {
    const container = { ready: false, state: { running: {} } };
    const events = [{ reason: 'Unhealthy', message: 'Readiness probe failed: EOF', count: 3 }];
    const { workload, world } = release({ name: '', container, events });
    const pods = [pod('app-2', { container }), ...world.pods];
    expect(diagnose(workload, { ...world, pods }, () => true)?.pod?.name).toBe('app-1');
  });

  it.each(readCases<RefusalCase>('refusals').map((one) => [one.name, one] as const))(
    'knows what keeps pods from being created: %s',
    (_name, { message, advice, patience }) => {
      const { workload, world } = release({ name: '' });
      const conditions = [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message }];
      const refused = { ...workload, status: { observedGeneration: 2, conditions } };
      const cause = diagnose(refused, { ...world, pods: [] }, () => true);
      const detail = `its pods are not admitted: ${message}`;
      expect(cause).toMatchObject({ code: 'POD_REFUSED', detail, advice, patienceMs: patiences[patience] });
    },
  );

  it.each([
    ['before it was watched', false, atTheDeadline],
    ['while it was watched', true, ifItStays],
  ])('knows a refusal from an event that came %s', (_name, isFresh, patienceMs) => {
    const { workload, world } = release({ name: '' });
    const event = eventOf(
      { reason: 'FailedCreate', message: 'exceeded quota: q', about: { uid: 'workload' } },
      0,
    );
    const waiting = { ...workload, kind: 'StatefulSet', spec: { replicas: 1 } };
    const refused = { ...world, pods: [], events: [event] };
    expect(diagnose(waiting, refused, () => isFresh)).toMatchObject({ code: 'POD_REFUSED', patienceMs });
    const complete = { ...waiting, status: { observedGeneration: 2, replicas: 1 } };
    expect(diagnose(complete, refused, () => isFresh)).toBeUndefined();
  });

  it('says what the controller of another kind last complained of', () => {
    const certificate = object('Certificate', 'app', { uid: 'certificate' });
    const event = eventOf(
      { reason: 'OrderFailed', message: 'no such issuer', about: { uid: 'certificate' } },
      0,
    );
    const cause = diagnose(certificate, { pods: [], replicaSets: [], events: [event] }, () => true);
    const advice = 'kubectl describe certificate app --namespace todo';
    expect(cause).toMatchObject({ reason: 'OrderFailed', detail: 'no such issuer', advice });
  });
});

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
  {
    owner: job,
    container,
    readinessProbe,
    resources,
    phase,
    conditions = [],
    volumes = [],
  }: Partial<CauseCase>,
) {
  const ownerReferences = [{ kind: job ?? 'ReplicaSet', name: 'owner', uid: 'rs', controller: true }];
  const containerStatuses = container ? [{ name: 'app', ...container }] : [];
  return {
    ...object('Pod', name, { uid: name, ownerReferences }),
    spec: { volumes, containers: [{ name: 'app', readinessProbe, resources }] },
    status: { ...phase, conditions, containerStatuses },
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

function eventOf({ about, ...event }: EventCase, index: number): KubernetesObject {
  const involvedObject = about ?? { uid: 'app-1', name: 'app-1' };
  return { ...object('Event', `e${index}`, {}), ...event, involvedObject };
}
