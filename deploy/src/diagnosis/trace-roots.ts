import {
  at,
  numberAt,
  recordsAt,
  refKey,
  refText,
  textAt,
  type KubernetesObject,
} from '../cluster/kubernetes-object.ts';
import type { Cause } from '../rollout/cause.ts';
import { ownedObjects, type World } from '../rollout/new-pods.ts';
import { failedConnection, type FailedConnection } from './failed-connection.ts';
import { isService, type Found } from './found-causes.ts';
import { isWorkload, workloadsOf, type KnownObject } from './known-objects.ts';
import { hasNoReplicas, noReplicas } from './scaled-to-zero.ts';
import { workloadsBehind } from './service-cause.ts';

/** What is wrong with one object, as a person reads it. */
export interface Shown extends Found {
  /** The cause, with the last line that its container wrote. */
  readonly detail: string;
  readonly lines: readonly string[];
  /** What it follows from, and the words that say so. */
  readonly root?: Found;
  readonly said?: string;
}

export interface Surroundings {
  /** Of all units. */
  readonly objects: readonly KnownObject[];
  /** What is wrong with any of them. */
  readonly found: readonly Found[];
  readonly world: World;
}

/**
 * Finds what troubles follow from: a program that cannot reach another one says so in its log, and what is behind the name
 * that it called may itself be down, scaled to nothing, deleted, or led astray by its Service. A root that nobody had found
 * yet, because it looks healthy by itself, is one more trouble.
 */
export function traceRoots(shown: readonly Shown[], around: Surroundings): readonly Shown[] {
  const traced = withoutCircles(
    shown,
    shown.map((each) => traceOne(each, around)),
  );
  const dependents = traced.filter(({ root }) => root !== undefined);
  const known = new Set(traced.map(keyOf));
  const roots = dependents.flatMap(({ root }) => root ?? []).filter((root) => !known.has(keyOf(root)));
  const fresh = new Map(
    roots.map((root) => [keyOf(root), { ...root, detail: root.cause.detail, lines: [] }]),
  );
  return [...traced, ...fresh.values()].map((each) => withDependents(each, dependents));
}

/** Of two that say that they cannot reach each other, the first is taken at its own word. */
function withoutCircles(shown: readonly Shown[], traced: readonly Shown[]): readonly Shown[] {
  const rootOf = (key: string) => traced.find((each) => keyOf(each) === key)?.root;
  return traced.map((each, index) => {
    const back = each.root && rootOf(keyOf(each.root));
    if (!each.root || !back || keyOf(back) !== keyOf(each)) return each;
    const isFirst = index < traced.findIndex((other) => each.root && keyOf(other) === keyOf(each.root));
    return isFirst ? (shown[index] ?? each) : each;
  });
}

function keyOf({ object }: Found): string {
  return refKey(object.ref);
}

function traceOne(shown: Shown, around: Surroundings): Shown {
  const connection = failedConnection(shown.lines);
  const target = connection && targetOf(connection, around);
  if (!connection || !target) return shown;
  const { said } = connection;
  if ('cause' in target && keyOf(target) !== keyOf(shown)) {
    const { object, cause } = target;
    const detail = `${shown.detail}; this follows from ${refText(object.ref)}: ${cause.detail}`;
    return { ...shown, detail, cause: { ...shown.cause, advice: cause.advice }, root: target, said };
  }
  if (!('reason' in target)) return shown;
  const { reason, detail, advice } = target;
  return {
    ...shown,
    detail: `${shown.detail}; ${said}: ${detail}`,
    cause: { ...shown.cause, reason, advice },
  };
}

/** Something else that is wrong, or what is wrong with the call itself. */
type Target = Found | Pick<Cause, 'reason' | 'detail' | 'advice'>;

function targetOf(connection: FailedConnection, around: Surroundings): Target | undefined {
  const { host, port } = connection;
  if (host === undefined) return downDatabase(around);
  const service = around.objects.find((known) => known.ref.kind === 'Service' && isCalled(known, host));
  if (service) return behindService(service, port, around);
  const workload = ofPod(host, around);
  if (workload) return downWorkload(workload, around);
  return connection.isUnknownHost && !host.includes('.') ? unknownHost(host) : undefined;
}

/** By its name, that of one of its pods, or its address. */
function isCalled({ ref, object }: KnownObject, host: string): boolean {
  const [first, second, third] = host.split('.');
  const addresses = at(object, 'spec', 'clusterIPs');
  const isAddress = textAt(object, 'spec', 'clusterIP') === host;
  if (isAddress || (Array.isArray(addresses) && addresses.includes(host))) return true;
  const isHere = (namespace: string | undefined) => namespace === undefined || namespace === ref.namespace;
  return (first === ref.name && isHere(second)) || (second === ref.name && isHere(third));
}

function behindService(
  service: KnownObject,
  port: number | undefined,
  around: Surroundings,
): Target | undefined {
  const own = foundOf(service, around);
  if (own) return own;
  if (!isService(service.object)) return undefined;
  const behind = new Set(workloadsBehind(service.object, workloadsOf(around.objects)));
  const workloads = around.objects.filter(({ object }) => object && behind.has(object));
  const lost = around.objects.filter(
    (known) => known.unit === service.unit && isWorkload(known) && !known.object,
  );
  for (const workload of [...workloads, ...(behind.size === 0 ? lost : [])]) {
    const down = downWorkload(workload, around);
    if (down) return down;
  }
  return wrongPort(service.object, port);
}

function foundOf({ ref }: KnownObject, { found }: Surroundings): Found | undefined {
  return found.find(({ object }) => refKey(object.ref) === refKey(ref));
}

/** What is wrong with a workload, or that there is nothing of it. */
function downWorkload(workload: KnownObject, around: Surroundings): Found | undefined {
  const own = foundOf(workload, around);
  if (own || !hasNoReplicas(workload)) return own;
  const cause = noReplicas(workload.ref, { detail: 'it has no replicas', replicas: 1 });
  return { object: workload, cause };
}

function wrongPort(
  { metadata: { name }, spec }: KubernetesObject,
  port: number | undefined,
): Pick<Cause, 'reason' | 'detail' | 'advice'> | undefined {
  const ports = recordsAt({ spec }, 'spec', 'ports').map((each) => numberAt(each, 'port'));
  if (port === undefined || ports.includes(port)) return undefined;
  return {
    reason: 'WrongPort',
    detail: `Service ${name} has no port ${port}; it has ${ports.join(', ')}`,
    advice: `have it call ${name} at port ${ports.join(' or ')}, in the chart or its configuration`,
  };
}

function unknownHost(host: string): Pick<Cause, 'reason' | 'detail' | 'advice'> {
  return {
    reason: 'HostUnknown',
    detail: `no Service of the environment is called ${host}`,
    advice: `create the Service ${host}, or correct that name in the configuration`,
  };
}

function ofPod(host: string, { objects, world }: Surroundings): KnownObject | undefined {
  const pod = world.pods.find((each) => textAt(each, 'status', 'podIP') === host);
  return (
    pod &&
    objects.find(
      (known) => isWorkload(known) && known.object && ownedObjects(known.object, world).includes(pod),
    )
  );
}

const database = /postgres|mysql|maria|mongo|redis|valkey|database|\bdb\b/i;

/** For a program that names no host: the one thing that is down and looks like what such a program calls. */
function downDatabase(around: Surroundings): Found | undefined {
  const candidates = around.objects.filter((known) => isWorkload(known) && isDatabase(known));
  const down = candidates.flatMap((known) => downWorkload(known, around) ?? []);
  return down.length === 1 ? down[0] : undefined;
}

function isDatabase({ ref, object }: KnownObject): boolean {
  const containers = recordsAt(object, 'spec', 'template', 'spec', 'containers');
  const images = containers.map((container) => textAt(container, 'image') ?? '');
  return [ref.name, ...images].some((text) => database.test(text));
}

/** `…; Deployment/todo/app needs it (connect ECONNREFUSED 10.96.0.5:5432)`. */
function withDependents(shown: Shown, dependents: readonly Shown[]): Shown {
  const own = dependents.filter(({ root }) => root && keyOf(root) === keyOf(shown));
  if (own.length === 0) return shown;
  const names = own.map(({ object }) => refText(object.ref));
  const needs = names.length === 1 ? 'needs' : 'need';
  return { ...shown, detail: `${shown.detail}; ${names.join(', ')} ${needs} it (${own[0]?.said ?? ''})` };
}
