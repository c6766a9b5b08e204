import {
  at,
  isRecord,
  numberAt,
  recordsAt,
  refOf,
  refText,
  textAt,
  type KubernetesObject,
} from '../cluster/kubernetes-object.ts';
import { podSpecOf } from '../resources/container-resources.ts';
import { atOnce, type Cause } from '../rollout/cause.ts';

export interface ServiceSurroundings {
  /** The workloads of the environment. */
  readonly workloads: readonly KubernetesObject[];
  /** The pods of the namespace, as far as they are known. */
  readonly pods: readonly KubernetesObject[];
}

/**
 * Why nobody is reached by a Service although all pods may be ready: it selects none, or leads to a port at which they do not
 * listen. Judged by what workloads declare, so that it costs no look at their pods.
 */
export function serviceCause(service: KubernetesObject, around: ServiceSurroundings): Cause | undefined {
  const selector = selectorOf(service);
  if (!selector || textAt(service, 'spec', 'type') === 'ExternalName') return undefined;
  const behind = workloadsBehind(service, around.workloads);
  if (behind.length > 0) return portCause(service, behind);
  if (around.pods.some(({ metadata }) => matches(selector, metadata.labels))) return undefined;
  return wrong({
    reason: 'NoPods',
    detail: `it selects no pod: no workload of the environment has the labels ${labelsText(selector)}`,
    advice: `correct the selector of Service ${service.metadata.name} in the chart, or the labels of the pods`,
  });
}

/** The workloads whose pods a Service leads to. */
export function workloadsBehind(
  service: KubernetesObject,
  workloads: readonly KubernetesObject[],
): readonly KubernetesObject[] {
  const selector = selectorOf(service);
  return selector ? workloads.filter((workload) => matches(selector, podLabelsOf(workload))) : [];
}

type Labels = Readonly<Record<string, unknown>>;

function selectorOf(service: KubernetesObject): Labels | undefined {
  const selector = at(service, 'spec', 'selector');
  return isRecord(selector) && Object.keys(selector).length > 0 ? selector : undefined;
}

function podLabelsOf(workload: KubernetesObject): Labels | undefined {
  if (workload.kind === 'Pod') return workload.metadata.labels;
  const labels = at(workload, 'spec', 'template', 'metadata', 'labels');
  return isRecord(labels) ? labels : undefined;
}

function matches(selector: Labels, labels: Labels | undefined): boolean {
  return Object.entries(selector).every(([name, value]) => labels?.[name] === value);
}

function labelsText(selector: Labels): string {
  return Object.entries(selector)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(', ');
}

interface Port {
  readonly name?: string | undefined;
  readonly number: number;
}

/** Ports need not be declared: only a Service none of whose ports is a declared one is taken to lead nowhere. */
function portCause(service: KubernetesObject, behind: readonly KubernetesObject[]): Cause | undefined {
  const declared = behind.flatMap(portsOf);
  const ports = recordsAt(service, 'spec', 'ports').filter(({ protocol }) => (protocol ?? 'TCP') === 'TCP');
  const astray = ports.filter((port) => !leadsTo(targetOf(port), declared));
  const named = astray.find((port) => typeof targetOf(port) === 'string');
  const isNowhere = declared.length > 0 && astray.length === ports.length;
  const port = named ?? (isNowhere ? astray[0] : undefined);
  if (!port) return undefined;
  const target = targetOf(port);
  const objects = behind.map((workload) => refText(refOf(workload))).join(' and ');
  const there = declared.map(portText).join(', ') || 'none';
  return wrong({
    reason: 'WrongPort',
    detail: `its port ${numberAt(port, 'port') ?? ''} leads to port ${target} of ${objects}, whose containers have no such port; they have ${there}`,
    advice: `set targetPort of Service ${service.metadata.name} to ${declared.map(portText).join(' or ') || 'a port at which they listen'} in the chart`,
  });
}

function targetOf(port: Readonly<Record<string, unknown>>): string | number {
  return textAt(port, 'targetPort') ?? numberAt(port, 'targetPort') ?? numberAt(port, 'port') ?? 0;
}

function leadsTo(target: string | number, ports: readonly Port[]): boolean {
  return ports.some(({ name, number }) => target === name || target === number);
}

function portsOf(workload: KubernetesObject): readonly Port[] {
  const spec = podSpecOf(workload);
  const containers = [...recordsAt(spec, 'containers'), ...recordsAt(spec, 'initContainers')];
  return containers
    .flatMap((container) => recordsAt(container, 'ports'))
    .map((port) => ({ name: textAt(port, 'name'), number: numberAt(port, 'containerPort') ?? 0 }));
}

function portText({ name, number }: Port): string {
  return name === undefined ? String(number) : `${number} (${name})`;
}

function wrong(what: Pick<Cause, 'reason' | 'detail' | 'advice'>): Cause {
  return { code: 'ROLLOUT_FAILED', ...what, patienceMs: atOnce };
}
