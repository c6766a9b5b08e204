import { DeployError } from '../errors.ts';
import type { Unit } from '../unit.ts';

/**
 * The order in which the objects of one unit are applied, as data. A stage with a barrier is watched to ready before the
 * next one starts: definitions before what uses them, workloads (a database) before Jobs (its migration).
 */
export interface Stage {
  readonly name: string;
  readonly kinds: readonly string[];
  readonly hasBarrier: boolean;
}

const others = 'others';

export const stages: readonly Stage[] = [
  { name: 'namespaces', kinds: ['Namespace'], hasBarrier: false },
  {
    name: 'definitions',
    kinds: ['CustomResourceDefinition', 'PriorityClass', 'StorageClass', 'IngressClass', 'RuntimeClass'],
    hasBarrier: true,
  },
  {
    name: 'access',
    kinds: ['ServiceAccount', 'ClusterRole', 'Role', 'ClusterRoleBinding', 'RoleBinding', 'NetworkPolicy'],
    hasBarrier: false,
  },
  {
    name: 'configuration',
    kinds: [
      'ResourceQuota',
      'LimitRange',
      'ConfigMap',
      'Secret',
      'PersistentVolume',
      'PersistentVolumeClaim',
    ],
    hasBarrier: false,
  },
  { name: 'services', kinds: ['Service', 'PodDisruptionBudget'], hasBarrier: false },
  { name: others, kinds: [], hasBarrier: false },
  {
    name: 'workloads',
    kinds: ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Pod', 'CronJob'],
    hasBarrier: true,
  },
  { name: 'jobs', kinds: ['Job'], hasBarrier: true },
  { name: 'exposure', kinds: ['Ingress', 'HorizontalPodAutoscaler'], hasBarrier: true },
];

const indexOfKind = new Map(
  stages.flatMap(({ kinds }, index) => kinds.map((kind) => [kind, index] as const)),
);
const indexOfOthers = stages.findIndex(({ name }) => name === others);

/** Position of a kind's stage in `stages`. */
export function stageIndex(kind: string): number {
  return indexOfKind.get(kind) ?? indexOfOthers;
}

/**
 * Units in an order in which each comes after those it waits for. What is shared comes before all others: a unit without
 * an image is waited for by every unit with one.
 *
 * @throws DeployError UNITS_CYCLIC
 */
export function orderUnits(units: readonly Unit[]): readonly Unit[] {
  const ordered: Unit[] = [];
  let waiting = [...units];
  while (waiting.length > 0) {
    const waitingNames = new Set(waiting.map(({ name }) => name));
    const free = waiting.filter((unit) => !prerequisites(unit, units).some((name) => waitingNames.has(name)));
    if (free.length === 0) throw new DeployError('UNITS_CYCLIC', { units: [...waitingNames] });
    ordered.push(...free);
    waiting = waiting.filter((unit) => !free.includes(unit));
  }
  return ordered;
}

/** Names of the units that must be ready before this one is applied. */
export function prerequisites(unit: Unit, units: readonly Unit[]): readonly string[] {
  const shared = unit.image ? units.filter(({ image }) => !image).map(({ name }) => name) : [];
  return [...new Set([...shared, ...unit.after])].filter((name) => name !== unit.name);
}
