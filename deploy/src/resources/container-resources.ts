import { at, numberAt, recordsAt, textAt, type KubernetesObject } from '../cluster/kubernetes-object.ts';
import type { Finding } from './findings.ts';
import { parseQuantity } from './quantity.ts';

/** Absent is what nobody asked for, set or measured. */
export interface Amounts {
  readonly cpuMillicores?: number;
  readonly memoryBytes?: number;
}

export interface ContainerResources extends ContainerFacts {
  /** The gravest first. */
  readonly findings: readonly Finding[];
}

export interface ContainerFacts {
  readonly container: string;
  readonly isInit?: true;
  /** What it is sure to get. One that only has a limit is sure to get that. */
  readonly requests: Amounts;
  readonly limits: Amounts;
  /** The highest among its pods, at this moment; absent where nothing was measured. */
  readonly usage?: Amounts;
  /** Of all its pods. */
  readonly restarts: number;
  /** How it ended the last time, in any of its pods. */
  readonly lastEnd?: LastEnd;
}

export interface LastEnd {
  /** `OOMKilled`, `Error`, `Completed`. */
  readonly reason: string;
  readonly exitCode: number;
  /** ISO 8601; absent where the node does not say. */
  readonly at?: string;
}

type Facts = Readonly<Record<string, unknown>>;

/**
 * What each container of a workload asks for, may take and takes, init containers first.
 *
 * @param pods those of the workload's newest revision
 * @param metrics PodMetrics of the namespace; undefined where nothing is measured
 */
export function containerFacts(
  workload: KubernetesObject,
  pods: readonly KubernetesObject[],
  metrics: readonly KubernetesObject[] | undefined,
): readonly ContainerFacts[] {
  const names = new Set(pods.map(({ metadata }) => metadata.name));
  const own = metrics?.filter(({ metadata }) => names.has(metadata.name)) ?? [];
  const spec = podSpecOf(workload);
  return [
    ...recordsAt(spec, 'initContainers').map((each) => ({
      ...factsOf(each, pods, own),
      isInit: true as const,
    })),
    ...recordsAt(spec, 'containers').map((each) => factsOf(each, pods, own)),
  ];
}

/** The pod that a workload makes, as its template has it. */
export function podSpecOf(workload: KubernetesObject): unknown {
  switch (workload.kind) {
    case 'Pod':
      return workload['spec'];
    case 'CronJob':
      return at(workload, 'spec', 'jobTemplate', 'spec', 'template', 'spec');
    default:
      return at(workload, 'spec', 'template', 'spec');
  }
}

function factsOf(
  spec: Facts,
  pods: readonly KubernetesObject[],
  metrics: readonly KubernetesObject[],
): ContainerFacts {
  const container = textAt(spec, 'name') ?? '';
  const limits = amountsOf(at(spec, 'resources', 'limits'));
  const statuses = pods.flatMap((pod) => statusesOf(pod, container));
  const usage = highest(metrics.flatMap((each) => usageOf(each, container)));
  const lastEnd = statuses.flatMap(endsOf).toSorted(byTime).at(-1);
  return {
    container,
    requests: { ...limits, ...amountsOf(at(spec, 'resources', 'requests')) },
    limits,
    ...(usage && { usage }),
    restarts: statuses.reduce((sum, status) => sum + (numberAt(status, 'restartCount') ?? 0), 0),
    ...(lastEnd && { lastEnd }),
  };
}

/** Of a mapping of quantities, as specs, metrics and nodes have it. */
export function amountsOf(quantities: unknown): Amounts {
  const cpu = parseQuantity(at(quantities, 'cpu'));
  const memory = parseQuantity(at(quantities, 'memory'));
  return {
    ...(cpu !== undefined && { cpuMillicores: Math.round(cpu * 1000) }),
    ...(memory !== undefined && { memoryBytes: Math.round(memory) }),
  };
}

function statusesOf(pod: KubernetesObject, container: string): readonly Facts[] {
  const lists = ['initContainerStatuses', 'containerStatuses'].flatMap((list) =>
    recordsAt(pod, 'status', list),
  );
  return lists.filter(({ name }) => name === container);
}

function usageOf(metrics: KubernetesObject, container: string): readonly Amounts[] {
  return recordsAt(metrics, 'containers')
    .filter(({ name }) => name === container)
    .map((each) => amountsOf(each['usage']));
}

function highest(amounts: readonly Amounts[]): Amounts | undefined {
  if (amounts.length === 0) return undefined;
  const most = (name: keyof Amounts) => Math.max(...amounts.map((each) => each[name] ?? 0));
  return { cpuMillicores: most('cpuMillicores'), memoryBytes: most('memoryBytes') };
}

function endsOf(status: Facts): readonly LastEnd[] {
  return ['lastState', 'state'].flatMap((state) => {
    const exitCode = numberAt(status, state, 'terminated', 'exitCode');
    if (exitCode === undefined) return [];
    const when = textAt(status, state, 'terminated', 'finishedAt');
    const reason = textAt(status, state, 'terminated', 'reason') ?? 'Unknown';
    return [{ reason, exitCode, ...(when && { at: when }) }];
  });
}

function byTime(a: LastEnd, b: LastEnd): number {
  return (a.at ?? '').localeCompare(b.at ?? '');
}
