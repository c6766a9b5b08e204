import { connectCluster } from '../cluster/client.ts';
import type { CallOptions, Cluster } from '../cluster/cluster.ts';
import {
  at,
  numberAt,
  refKey,
  refOf,
  refText,
  textAt,
  type KubernetesObject,
} from '../cluster/kubernetes-object.ts';
import type { Environment } from '../deploy-request.ts';
import { DeployError } from '../errors.ts';
import { chooseUnits } from '../ledger/deployed-units.ts';
import { ledgerParent, readLedger, type Ledger } from '../ledger/ledger.ts';
import { readMembers } from '../read-members.ts';
import type { StatusRequest } from '../read-status.ts';
import { newPodsOf, type World } from '../rollout/new-pods.ts';
import { conditionOf } from '../rollout/rules/verdicts.ts';
import { openResourcesValues, type ResourcesValueOf } from './chart-value.ts';
import { amountsOf, containerFacts, type Amounts, type ContainerResources } from './container-resources.ts';
import { findingsOf } from './findings.ts';
import { readUsage } from './read-usage.ts';

export interface ResourcesRequest extends StatusRequest {
  /** With chart and values, findings name the value to edit. */
  readonly environment: StatusRequest['environment'] & Partial<Pick<Environment, 'chart' | 'values'>>;
  /** Names of units; all when empty. */
  readonly only: readonly string[];
}

/** What the workloads of an environment ask for, may take and take. */
export interface EnvironmentResources {
  readonly environment: string;
  readonly namespace: string;
  /** `measured`, or why it is not: `not measured: the cluster serves no metrics.k8s.io`. */
  readonly usage: string;
  readonly units: readonly UnitResources[];
  /** What the pods of each node may ask for together; absent where nodes may not be read. */
  readonly nodes?: readonly NodeResources[];
}

export interface UnitResources {
  readonly unit: string;
  readonly workloads: readonly WorkloadResources[];
}

export interface WorkloadResources {
  /** `Deployment/todo/backend`. */
  readonly object: string;
  readonly replicas: { readonly wanted: number; readonly ready: number };
  readonly containers: readonly ContainerResources[];
}

export interface NodeResources {
  readonly node: string;
  readonly allocatable: Amounts;
}

const workloadKinds = new Set([
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'Job',
  'CronJob',
  'Pod',
]);

/**
 * Reads what containers ask for out of their workloads, and what they take out of metrics.k8s.io: ledger, one list per kind
 * of workload, pods, metrics and nodes.
 *
 * @throws DeployError NOTHING_DEPLOYED, UNIT_UNKNOWN, or what reading the cluster ended with
 */
export async function readResources(
  { environment, connection, only }: ResourcesRequest,
  { signal }: CallOptions,
): Promise<EnvironmentResources> {
  const { name, namespace } = environment;
  const cluster = await connectCluster(connection.kubeconfig, connection.context);
  const ledger = await readLedger(cluster, ledgerParent(environment), { signal });
  const chosen = chooseUnits(ledger, { environment: name, only });
  const [workloads, world, measured, nodes] = await Promise.all([
    readWorkloads(cluster, ledger, { signal }),
    readPods(cluster, { namespace, signal }),
    readUsage(cluster, { namespace, signal }),
    readNodes(cluster, { signal }),
  ]);
  const place = {
    world,
    metrics: measured.metrics,
    valueOf: openResourcesValues(environment),
    file: `environments/${name}.yaml`,
  };
  const units = chosen.map((unit) => {
    const own = workloads.filter((each) => each.unit === unit);
    return { unit, workloads: own.map(({ object }) => resourcesOf(object, place)) };
  });
  return { environment: name, namespace, usage: measured.usage, units, ...(nodes && { nodes }) };
}

interface UnitWorkload {
  readonly unit: string;
  readonly object: KubernetesObject;
}

/** Also of what a deploy that was not finished made. */
async function readWorkloads(
  cluster: Cluster,
  ledger: Ledger,
  options: CallOptions,
): Promise<readonly UnitWorkload[]> {
  const isWorkload = ({ kind }: { readonly kind: string }) => workloadKinds.has(kind);
  const pending = ledger.pending.filter(isWorkload);
  const units = [...ledger.units].map(
    ([unit, record]) => [unit, { ...record, objects: record.objects.filter(isWorkload) }] as const,
  );
  const members = await readMembers(cluster, { ...ledger, units: new Map(units), pending }, options);
  const recorded = units.flatMap(([unit, { objects }]) => objects.map((ref) => ({ unit, key: refKey(ref) })));
  const begun = pending.map((ref) => ({ unit: ref.unit, key: refKey(ref) }));
  const unitOf = new Map([...begun, ...recorded].map(({ unit, key }) => [key, unit]));
  return [...unitOf].flatMap(([key, unit]) => {
    const object = members.get(key);
    return object ? [{ unit, object }] : [];
  });
}

async function readPods(
  cluster: Cluster,
  { namespace, signal }: { readonly namespace: string } & CallOptions,
): Promise<World> {
  const [replicaSets, pods] = await Promise.all([
    cluster.list({ apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace }, { signal }),
    cluster.list({ apiVersion: 'v1', kind: 'Pod', namespace }, { signal }),
  ]);
  return { replicaSets, pods, events: [] };
}

/** Who may look at a namespace need not be allowed to look at nodes. */
async function readNodes(
  cluster: Cluster,
  { signal }: CallOptions,
): Promise<readonly NodeResources[] | undefined> {
  try {
    const nodes = await cluster.list({ apiVersion: 'v1', kind: 'Node' }, { signal });
    return nodes.map((node) => ({
      node: node.metadata.name,
      allocatable: amountsOf(at(node, 'status', 'allocatable')),
    }));
  } catch (error) {
    if (error instanceof DeployError && error.code === 'FORBIDDEN') return undefined;
    throw error;
  }
}

interface Place {
  readonly world: World;
  readonly metrics: readonly KubernetesObject[] | undefined;
  readonly valueOf: ResourcesValueOf;
  readonly file: string;
}

function resourcesOf(
  workload: KubernetesObject,
  { world, metrics, valueOf, file }: Place,
): WorkloadResources {
  const object = refText(refOf(workload));
  const component = workload.metadata.labels?.['app.kubernetes.io/component'];
  const containers = containerFacts(workload, newPodsOf(workload, world), metrics).map((facts) => {
    const { container } = facts;
    const value = valueOf([container, ...(component ? [component] : [])]);
    return { ...facts, findings: findingsOf(facts, { object, container, value, file }) };
  });
  return { object, replicas: replicasOf(workload, world), containers };
}

function replicasOf(workload: KubernetesObject, world: World): WorkloadResources['replicas'] {
  const pods = newPodsOf(workload, world);
  const wanted =
    numberAt(workload, 'spec', 'replicas') ?? numberAt(workload, 'status', 'desiredNumberScheduled');
  return { wanted: wanted ?? pods.filter(isGoing).length, ready: pods.filter(isReady).length };
}

function isGoing(pod: KubernetesObject): boolean {
  return !['Succeeded', 'Failed'].includes(textAt(pod, 'status', 'phase') ?? '');
}

function isReady(pod: KubernetesObject): boolean {
  return conditionOf(pod, 'Ready')?.status === 'True';
}
