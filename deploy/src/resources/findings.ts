import type { Amounts, ContainerFacts } from './container-resources.ts';
import { formatCpu, formatMemory } from './quantity.ts';

/** What is not as it should be with what a container asks for and may take, and the edit that mends it. */
export interface Finding {
  readonly kind: 'out-of-memory' | 'near-limit' | 'no-limits' | 'no-requests' | 'unused-requests';
  readonly text: string;
  readonly advice: string;
  readonly edits: readonly Edit[];
}

export interface Edit {
  /** `backend.resources.limits.memory` of the chart's values; `resources.limits.memory` where no value is known to give it. */
  readonly value: string;
  readonly to: string;
  /** `environments/local.yaml`; absent where no value is known to give it. */
  readonly file?: string;
}

/** Where what a container asks for is set. */
export interface ContainerPlace {
  /** `Deployment/todo/backend`. */
  readonly object: string;
  readonly container: string;
  /** The chart's value that is the container's resources; absent where none is known to be. */
  readonly value?: string | undefined;
  /** The file that gives the chart its values. */
  readonly file: string;
}

type Resource = 'cpu' | 'memory';
type Change = readonly [list: 'requests' | 'limits', resource: Resource, amount: number];
type Found = Pick<Finding, 'kind' | 'text'> & { readonly changes: readonly Change[] };

const resources: readonly Resource[] = ['memory', 'cpu'];
const fields = { cpu: 'cpuMillicores', memory: 'memoryBytes' } as const;
const formats = { cpu: formatCpu, memory: formatMemory };
const mebi = 1024 ** 2;
/** Suggested amounts are whole multiples of these, and at least one of them. */
const steps = { cpu: 10, memory: 16 * mebi };
/** What a container may take that nothing is known of. */
const roomForUnknown = { cpu: 250, memory: 128 * mebi };
/** Above this part of its limit, a container is throttled or killed by the next peak. */
const fullShare = 0.8;
/** What is asked for and not used keeps other pods from the node. */
const requestOfUsageMax = 3;

/** The gravest first. What was measured is one moment's, which each finding that rests on it says. */
export function findingsOf(facts: ContainerFacts, place: ContainerPlace): readonly Finding[] {
  const found = [outOfMemory, nearLimit, noLimits, noRequests, unusedRequests].flatMap((rule) => rule(facts));
  return found.map(({ kind, text, changes }) => {
    const edits = changes.map((change) => editOf(change, place));
    return { kind, text, advice: adviceFor(edits, place), edits };
  });
}

function outOfMemory({ lastEnd, limits, usage, requests }: ContainerFacts): readonly Found[] {
  if (lastEnd?.reason !== 'OOMKilled') return [];
  const limit = limits.memoryBytes;
  const known = Math.max(limit ?? 0, usage?.memoryBytes ?? 0, requests.memoryBytes ?? 0);
  const text =
    limit === undefined
      ? 'was killed when its node had no memory left'
      : `was killed for using more memory than its limit of ${formatMemory(limit)}`;
  const amount = known === 0 ? 2 * roomForUnknown.memory : stepped('memory', 1.5 * known);
  return [{ kind: 'out-of-memory', text, changes: [['limits', 'memory', amount]] }];
}

function nearLimit({ usage, limits }: ContainerFacts): readonly Found[] {
  const full = resources.flatMap((resource) => {
    const [used, limit] = [amountOf(usage, resource), amountOf(limits, resource)];
    return used !== undefined && limit !== undefined && used > fullShare * limit
      ? [{ resource, used, limit }]
      : [];
  });
  if (full.length === 0) return [];
  const text = full.map(({ resource, used, limit }) => {
    const format = formats[resource];
    return `uses ${format(used)} of at most ${format(limit)} ${resource}`;
  });
  const changes = full.map(({ resource, used }): Change => [
    'limits',
    resource,
    stepped(resource, 1.5 * used),
  ]);
  return [{ kind: 'near-limit', text: `${text.join(', and ')} at this moment`, changes }];
}

function noLimits({ usage, limits, requests }: ContainerFacts): readonly Found[] {
  const missing = resources.filter((resource) => amountOf(limits, resource) === undefined);
  if (missing.length === 0) return [];
  const changes = missing.map((resource): Change => {
    const known = Math.max(amountOf(usage, resource) ?? 0, amountOf(requests, resource) ?? 0);
    return ['limits', resource, known === 0 ? roomForUnknown[resource] : stepped(resource, 2 * known)];
  });
  const text = `has no limit of ${missing.join(' and ')}: it may take all that its node has`;
  return [{ kind: 'no-limits', text, changes }];
}

function noRequests({ usage, limits, requests }: ContainerFacts): readonly Found[] {
  const missing = resources.filter((resource) => amountOf(requests, resource) === undefined);
  if (missing.length === 0) return [];
  const changes = missing.map((resource): Change => {
    const used = amountOf(usage, resource);
    const amount =
      used === undefined ? (amountOf(limits, resource) ?? roomForUnknown[resource]) / 2 : 1.2 * used;
    return ['requests', resource, stepped(resource, amount)];
  });
  const text = `asks for no ${missing.join(' and no ')}: it is the first to go when its node is full`;
  return [{ kind: 'no-requests', text, changes }];
}

function unusedRequests({ usage, requests }: ContainerFacts): readonly Found[] {
  const unused = resources.flatMap((resource) => {
    const [used, asked] = [amountOf(usage, resource), amountOf(requests, resource)];
    if (used === undefined || asked === undefined || asked <= requestOfUsageMax * used) return [];
    const amount = stepped(resource, 1.5 * used);
    return amount < asked ? [{ resource, used, asked, amount }] : [];
  });
  if (unused.length === 0) return [];
  const text = unused.map(({ resource, used, asked }) => {
    const format = formats[resource];
    return `asks for ${format(asked)} ${resource} and uses ${format(used)}`;
  });
  const changes = unused.map(({ resource, amount }): Change => ['requests', resource, amount]);
  return [{ kind: 'unused-requests', text: `${text.join(', ')} at this moment`, changes }];
}

function amountOf(amounts: Amounts | undefined, resource: Resource): number | undefined {
  return amounts?.[fields[resource]];
}

function stepped(resource: Resource, amount: number): number {
  const step = steps[resource];
  return Math.max(1, Math.ceil(amount / step)) * step;
}

function editOf([list, resource, amount]: Change, { value, file }: ContainerPlace): Edit {
  const path = `${list}.${resource}`;
  const to = formats[resource](amount);
  return value === undefined ? { value: `resources.${path}`, to } : { value: `${value}.${path}`, to, file };
}

function adviceFor(edits: readonly Edit[], { object, container, value, file }: ContainerPlace): string {
  const set = `set ${edits.map((edit) => `${edit.value} to ${edit.to}`).join(' and ')}`;
  return value === undefined
    ? `${set} for container ${container} of ${object}, in the chart`
    : `${set} below values in ${file}`;
}
