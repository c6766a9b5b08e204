import { numberAt, type KubernetesObject } from '../cluster/kubernetes-object.ts';
import type { ObjectStatus } from '../report/events.ts';
import { cronJobStatus } from './rules/cron-job.ts';
import { customResourceDefinitionStatus } from './rules/custom-resource-definition.ts';
import { daemonSetStatus } from './rules/daemon-set.ts';
import { deploymentStatus } from './rules/deployment.ts';
import { genericStatus } from './rules/generic.ts';
import { horizontalPodAutoscalerStatus } from './rules/horizontal-pod-autoscaler.ts';
import { ingressStatus } from './rules/ingress.ts';
import { jobStatus } from './rules/job.ts';
import { persistentVolumeClaimStatus } from './rules/persistent-volume-claim.ts';
import { podDisruptionBudgetStatus } from './rules/pod-disruption-budget.ts';
import { podStatus } from './rules/pod.ts';
import { replicaSetStatus } from './rules/replica-set.ts';
import { serviceStatus } from './rules/service.ts';
import { statefulSetStatus } from './rules/stateful-set.ts';
import { progressing } from './rules/verdicts.ts';

type Rule = (object: KubernetesObject) => ObjectStatus;

/** Kinds that a rollout waits for. */
const awaitedKinds: Readonly<Record<string, Rule>> = {
  'apps/v1/Deployment': deploymentStatus,
  'apps/v1/StatefulSet': statefulSetStatus,
  'apps/v1/DaemonSet': daemonSetStatus,
  'apps/v1/ReplicaSet': replicaSetStatus,
  'batch/v1/Job': jobStatus,
  'v1/Pod': podStatus,
  'v1/Service': serviceStatus,
  'apiextensions.k8s.io/v1/CustomResourceDefinition': customResourceDefinitionStatus,
};

/**
 * Kinds that are healthy or not without anything to wait for: they are done once they are written, or their pods are what
 * is waited for. A claim may rightly be without a volume until a pod wants it.
 */
const otherKinds: Readonly<Record<string, Rule>> = {
  'batch/v1/CronJob': cronJobStatus,
  'networking.k8s.io/v1/Ingress': ingressStatus,
  'autoscaling/v2/HorizontalPodAutoscaler': horizontalPodAutoscalerStatus,
  'policy/v1/PodDisruptionBudget': podDisruptionBudgetStatus,
  'v1/PersistentVolumeClaim': persistentVolumeClaimStatus,
};

const rules: Readonly<Record<string, Rule>> = { ...awaitedKinds, ...otherKinds };

/**
 * What an object's own status says, in the order of kstatus (kubernetes-sigs/cli-utils): being deleted, not yet seen by
 * its controller, the rule of its kind, else its conditions. Whether it can still become ready is asked of its pods, by
 * `diagnose`.
 */
export function statusOf(object: KubernetesObject): ObjectStatus {
  if (object.metadata.deletionTimestamp !== undefined) return progressing('Terminating', 'is being deleted');
  const observed = numberAt(object, 'status', 'observedGeneration');
  const generation = object.metadata.generation;
  if (observed !== undefined && generation !== undefined && observed < generation) {
    return progressing('NotObserved', 'its controller has not seen the change yet');
  }
  const rule = rules[`${object.apiVersion}/${object.kind}`] ?? genericStatus;
  return rule(object);
}

/** Whether a rollout waits for objects of this kind. */
export function hasRollout({ apiVersion, kind }: KindName): boolean {
  return `${apiVersion}/${kind}` in awaitedKinds || !isBuiltIn(apiVersion);
}

/** Whether an object of this kind tells in its status whether it is healthy. */
export function hasStatus({ apiVersion, kind }: KindName): boolean {
  return `${apiVersion}/${kind}` in rules || !isBuiltIn(apiVersion);
}

type KindName = Pick<KubernetesObject, 'apiVersion' | 'kind'>;

function isBuiltIn(apiVersion: string): boolean {
  const [group = ''] = apiVersion.split('/');
  return !group.includes('.') || group.endsWith('.k8s.io');
}
