import type { Amounts, ContainerResources, LastEnd } from '../resources/container-resources.ts';
import type { Finding } from '../resources/findings.ts';
import { formatCpu, formatMemory } from '../resources/quantity.ts';
import type { EnvironmentResources, NodeResources, UnitResources } from '../resources/read-resources.ts';
import type { Style } from './style.ts';
import { tableLines } from './table.ts';

/**
 * Lays out what containers take, ask for and may take: a line for each, and below it what should be another way.
 *
 * @returns lines, each ended by a newline
 */
export function describeResources(resources: EnvironmentResources, style: Style): string {
  const { environment, namespace, usage, units, nodes = [] } = resources;
  const rows = units.flatMap(rowsOf);
  const lines = tableLines([header, ...rows.map(({ cells }) => cells)]);
  return [
    `${style('bold', environment)} in namespace ${namespace}, usage ${usage}`,
    style('dim', lines[0] ?? ''),
    ...rows.flatMap(({ findings }, index) => [
      lines[index + 1] ?? '',
      ...findings.map((finding) => describeFinding(finding, style)),
    ]),
    ...nodes.map(describeNode),
    '',
  ].join('\n');
}

const header = ['UNIT', 'WORKLOAD', 'CONTAINER', 'READY', 'CPU used/asked/limit', 'MEMORY', 'RESTARTS'];

interface Row {
  readonly cells: readonly string[];
  readonly findings: readonly Finding[];
}

function rowsOf({ unit, workloads }: UnitResources): readonly Row[] {
  return workloads.flatMap(({ object, replicas, containers }) =>
    containers.map((container) => ({
      cells: [
        unit,
        withoutNamespace(object),
        container.isInit ? `${container.container} (init)` : container.container,
        `${replicas.ready}/${replicas.wanted}`,
        amountsText(container, 'cpuMillicores', formatCpu),
        amountsText(container, 'memoryBytes', formatMemory),
        restartsText(container),
      ],
      findings: container.findings,
    })),
  );
}

function withoutNamespace(object: string): string {
  const parts = object.split('/');
  return `${parts[0]}/${parts.at(-1)}`;
}

/** `12m/50m/1`, with `-` for what is not known. */
function amountsText(
  { usage, requests, limits }: ContainerResources,
  name: keyof Amounts,
  format: (amount: number) => string,
): string {
  const amounts = [usage?.[name], requests[name], limits[name]];
  return amounts.map((amount) => (amount === undefined ? '-' : format(amount))).join('/');
}

function restartsText({ restarts, lastEnd }: ContainerResources): string {
  return restarts > 0 && lastEnd ? `${restarts}, the last after ${endText(lastEnd)}` : String(restarts);
}

function endText({ reason, exitCode }: LastEnd): string {
  return reason === 'Error' || reason === 'Unknown' ? `exit ${exitCode}` : reason;
}

function describeFinding({ kind, text, advice }: Finding, style: Style): string {
  const tone = kind === 'out-of-memory' || kind === 'near-limit' ? 'red' : 'yellow';
  return `  ${style(tone, kind)}: ${text}; ${advice}`;
}

function describeNode({ node, allocatable: { cpuMillicores, memoryBytes } }: NodeResources): string {
  const cpu = cpuMillicores === undefined ? '-' : formatCpu(cpuMillicores);
  const memory = memoryBytes === undefined ? '-' : formatMemory(memoryBytes);
  return `node ${node}: its pods may ask for ${cpu} cpu and ${memory} memory`;
}
