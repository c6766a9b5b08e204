import type { KubernetesObject } from '../../src/cluster/kubernetes-object.ts';

/** The Deployment that is waited for. */
export const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'todo', name: 'app' };

export const crash = { waiting: { reason: 'CrashLoopBackOff' } };
export const configError = {
  waiting: { reason: 'CreateContainerConfigError', message: 'secret "s" not found' },
};

export function deployment(readyReplicas: number, name = 'app'): KubernetesObject {
  const status = {
    observedGeneration: 1,
    replicas: 1,
    updatedReplicas: 1,
    readyReplicas,
    availableReplicas: readyReplicas,
  };
  const annotations = { 'deployment.kubernetes.io/revision': '1' };
  return {
    ...object('apps/v1', 'Deployment', { name, uid: name, generation: 1, annotations }),
    spec: { replicas: 1 },
    status,
  };
}

export function replicaSet(): KubernetesObject {
  const annotations = { 'deployment.kubernetes.io/revision': '1' };
  return object('apps/v1', 'ReplicaSet', {
    name: 'app-1',
    uid: 'rs',
    annotations,
    ownerReferences: owner('app'),
  });
}

export function pod(state: object, restartCount = 0, lastState: object = {}): KubernetesObject {
  const containerStatuses = [{ name: 'app', ready: false, restartCount, state, lastState }];
  return {
    ...object('v1', 'Pod', { name: 'app-1-x', uid: 'pod', ownerReferences: owner('rs') }),
    status: { containerStatuses },
  };
}

export function ended(exitCode: number) {
  return { terminated: { exitCode } };
}

/** A readiness probe that has failed so often. */
export function unhealthy(message: string, count: number): KubernetesObject {
  return { ...warning('Unhealthy', `Readiness probe failed: ${message}`), count };
}

export function warning(reason: string, message: string): KubernetesObject {
  const involvedObject = { uid: 'pod', name: 'app-1-x' };
  return {
    ...object('v1', 'Event', { name: reason, resourceVersion: '7' }),
    involvedObject,
    reason,
    message,
  };
}

function owner(uid: string) {
  return [{ kind: 'Owner', name: 'owner', uid, controller: true }];
}

export function object(
  apiVersion: string,
  kind: string,
  metadata: KubernetesObject['metadata'],
): KubernetesObject {
  return { apiVersion, kind, metadata: { namespace: 'todo', ...metadata } };
}
