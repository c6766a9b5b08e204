import {
  at,
  numberAt,
  recordsAt,
  refOf,
  textAt,
  type KubernetesObject,
} from '../cluster/kubernetes-object.ts';
import { atTheDeadline, type Cause } from './cause.ts';
import type { World } from './new-pods.ts';
import { conditionOf } from './rules/verdicts.ts';
import { lastWarning, messageOf, timesWarned } from './warnings.ts';

/** Containers that run and are not ready: what their probe last said. */
export function probeCause(pod: KubernetesObject, world: World): Cause | undefined {
  const waiting = recordsAt(pod, 'status', 'containerStatuses').find(
    (status) => at(status, 'ready') === false && at(status, 'state', 'running') !== undefined,
  );
  if (!waiting) return gateCause(pod);
  const container = textAt(waiting, 'name') ?? '';
  const said = messageOf(lastWarning(pod, world, probeReasons));
  const probe = probeOf(pod, container, kindOf(said));
  const isAllowedFor = mayStillSucceed(pod, container, world);
  return {
    code: 'ROLLOUT_FAILED',
    reason: said ? 'ProbeFailed' : notReadyYet,
    detail: `Pod ${pod.metadata.name}: it runs and is not ready${isAllowedFor ? ' yet' : ''}: ${said ? withQuestion(said, probe) : 'no probe has answered'}`,
    advice: adviceFor(said, probe),
    patienceMs: atTheDeadline,
    isAllowedFor,
    pod: refOf(pod),
    container,
  };
}

const probeReasons = ['Unhealthy', 'ProbeError'];

/** What Kubernetes takes where a probe does not say. */
const failureThreshold = 3;

/**
 * Whether no probe has failed more often than it may. A startup or liveness probe that has ends the container, which is a
 * cause of its own; so it is the readiness probe that counts.
 */
function mayStillSucceed(pod: KubernetesObject, container: string, world: World): boolean {
  const spec = recordsAt(pod, 'spec', 'containers').find(({ name }) => name === container);
  const allowed = numberAt(spec, 'readinessProbe', 'failureThreshold') ?? failureThreshold;
  return timesWarned(pod, world, { reasons: probeReasons, message: /^Readiness probe/ }) < allowed;
}

/** The reason of a pod that starts as any pod does, which is no news. */
export const notReadyYet = 'NotReady';

type Kind = 'startup' | 'liveness' | 'readiness';

function kindOf(said: string): Kind {
  const kind = /^(Startup|Liveness) probe/.exec(said)?.[1]?.toLowerCase();
  return kind === 'startup' || kind === 'liveness' ? kind : 'readiness';
}

/** What a probe asks, as far as its spec says. */
interface Probe {
  readonly kind: Kind;
  readonly path?: string | undefined;
  /** A number, or the name of a port. */
  readonly port?: string | number | undefined;
}

function probeOf(pod: KubernetesObject, container: string, kind: Kind): Probe {
  const spec = recordsAt(pod, 'spec', 'containers').find(({ name }) => name === container);
  const probe = at(spec, `${kind}Probe`);
  const port = ['httpGet', 'tcpSocket', 'grpc']
    .map((way) => at(probe, way, 'port'))
    .find((each) => each !== undefined);
  return {
    kind,
    path: at(probe, 'httpGet') === undefined ? undefined : (textAt(probe, 'httpGet', 'path') ?? '/'),
    port: typeof port === 'string' || typeof port === 'number' ? port : undefined,
  };
}

/** `Readiness probe failed: HTTP probe failed with statuscode: 404 (GET /ready at port 8080)`. */
function withQuestion(said: string, { path, port }: Probe): string {
  if (port === undefined) return said;
  return `${said} (${path === undefined ? '' : `GET ${path} at `}port ${port})`;
}

/** One edit, where what was answered leaves no other. */
function adviceFor(said: string, { kind, path, port }: Probe): string {
  if (port !== undefined && /connection refused/.test(said))
    return `have it listen at port ${port} in time, or correct the port of its ${kind} probe in the values`;
  if (path !== undefined && /statuscode: 404/.test(said))
    return `correct the path ${path} of its ${kind} probe in the values`;
  return `see why its ${kind} probe fails, or give the environment a longer timeout`;
}

/** Every container is ready, and the pod waits for a condition that another program sets. */
function gateCause(pod: KubernetesObject): Cause | undefined {
  const condition = conditionOf(pod, 'Ready');
  if (condition?.reason !== 'ReadinessGatesNotReady') return undefined;
  return {
    code: 'ROLLOUT_FAILED',
    reason: condition.reason,
    detail: `Pod ${pod.metadata.name}: its containers are ready and its readiness gates are not: ${condition.message}`,
    advice: 'see why the controller of that readiness gate does not set it',
    patienceMs: atTheDeadline,
    pod: refOf(pod),
  };
}
