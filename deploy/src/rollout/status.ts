import { numberAt, type KubernetesObject } from '../cluster/kubernetes-object.ts';
import type { ObjectStatus } from '../report/events.ts';
import { customResourceDefinitionStatus } from './rules/custom-resource-definition.ts';
import { daemonSetStatus } from './rules/daemon-set.ts';
import { deploymentStatus } from './rules/deployment.ts';
import { genericStatus } from './rules/generic.ts';
import { jobStatus } from './rules/job.ts';
import { persistentVolumeClaimStatus } from './rules/persistent-volume-claim.ts';
import { podStatus } from './rules/pod.ts';
import { serviceStatus } from './rules/service.ts';
import { statefulSetStatus } from './rules/stateful-set.ts';
import { progressing } from './rules/verdicts.ts';

type Rule = (object: KubernetesObject) => ObjectStatus;

const rules: Readonly<Record<string, Rule>> = {
  'apps/v1/Deployment': deploymentStatus,
  'apps/v1/StatefulSet': statefulSetStatus,
  'apps/v1/DaemonSet': daemonSetStatus,
  'batch/v1/Job': jobStatus,
  'v1/Pod': podStatus,
  'v1/Service': serviceStatus,
  'v1/PersistentVolumeClaim': persistentVolumeClaimStatus,
  'apiextensions.k8s.io/v1/CustomResourceDefinition': customResourceDefinitionStatus,
};

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

/** Whether an object of this kind can be anything but ready once it is written. */
export function hasRollout({ apiVersion, kind }: Pick<KubernetesObject, 'apiVersion' | 'kind'>): boolean {
  return `${apiVersion}/${kind}` in rules || !isBuiltIn(apiVersion);
}

function isBuiltIn(apiVersion: string): boolean {
  const [group = ''] = apiVersion.split('/');
  return !group.includes('.') || group.endsWith('.k8s.io');
}
