import type { CallOptions, Cluster } from '../cluster/cluster.ts';
import { textAt, type KubernetesObject, type ObjectRef } from '../cluster/kubernetes-object.ts';
import type { KnownSecrets } from '../secrets/known-secrets.ts';
import type { Cause } from './cause.ts';
import { learnSecrets } from '../secrets/learn-secrets.ts';
import type { World } from './new-pods.ts';
import { fullVolume } from './volume-cause.ts';
import { messageOf } from './warnings.ts';

export interface EvidenceRequest extends CallOptions {
  readonly cause: Cause;
  readonly world: World;
  readonly namespace: string;
  /** Learns what the namespace has, before a log is shown. */
  readonly secrets: KnownSecrets;
}

const logLinesMax = 20;
const eventsMax = 3;

/** A cause as a person reads it. */
export interface Evidence {
  /** The cause, with the last line that its container wrote. */
  readonly detail: string;
  /** As the cause has them, unless the log says more. */
  readonly reason: string;
  readonly advice: string;
  /** What shows it: the pod's last warnings, the container's last lines. */
  readonly lines: readonly string[];
}

/**
 * Reads what shows a cause; what cannot be read is left out. All of it is masked, and no log shown when the Secrets that it
 * may hold cannot be known.
 */
export async function collectEvidence(
  cluster: Cluster,
  { cause, world, namespace, secrets, signal }: EvidenceRequest,
): Promise<Evidence> {
  const { pod, container, detail, reason, advice } = cause;
  const canMask = await learnSecrets(cluster, { namespace, secrets, signal });
  if (!pod) return secrets.maskAll({ detail, reason, advice, lines: [] });
  const events = world.events.filter((event) => textAt(event, 'involvedObject', 'name') === pod.name);
  const warnings = events.slice(-eventsMax).map(eventText);
  if (!canMask) {
    const withheld = 'its log is withheld: the Secrets to mask in it cannot be read';
    return secrets.maskAll({ detail, reason, advice, lines: [...warnings, withheld] });
  }
  if (!container) return secrets.maskAll({ detail, reason, advice, lines: warnings });
  const log = await readLog(cluster, pod, { cause, container, signal });
  const title = log.length > 0 ? [`last lines of ${pod.name}, container ${container}:`] : [];
  const lines = [...warnings, ...title, ...log.map((line) => `  ${line}`)];
  return secrets.maskAll({ ...withLog(cause, log, world), lines });
}

/** The cause with the last of the lines, and with what they say of a full volume. */
function withLog(
  { pod, container, detail, reason, advice }: Cause,
  log: readonly string[],
  { pods }: World,
): Omit<Evidence, 'lines'> {
  const lastLine = lastOf(log)?.trim();
  const told = lastLine ? `${detail}; last line: ${lastLine}` : detail;
  const seenAt = pods.find(({ metadata }) => metadata.name === pod?.name);
  const full = fullVolume(seenAt, container, log);
  return full ? { ...full, detail: `${told}; ${full.detail}` } : { detail: told, reason, advice };
}

/** What a runtime adds below the message of an error that nobody caught. */
const trailer = /^\s*(at |[{}\]^]|(errno|syscall|code|path|dest|address|port): |Node\.js v\d)/;

/** The last line that says something. */
function lastOf(log: readonly string[]): string | undefined {
  return log.findLast((line) => !trailer.test(line)) ?? log.at(-1);
}

function eventText(event: KubernetesObject): string {
  return `${textAt(event, 'reason') ?? ''}: ${messageOf(event)}`;
}

async function readLog(
  cluster: Cluster,
  pod: ObjectRef,
  { cause, container, signal }: { cause: Cause; container: string; signal: AbortSignal },
): Promise<readonly string[]> {
  const read = (previous: boolean) =>
    cluster
      .logs(pod, { container, previous, lines: logLinesMax, signal })
      .catch(() => [] as readonly string[]);
  // Of a container that has just started again, the node may have let go of the log before, and then the present one has to do.
  const isPrevious = cause.isPrevious ?? false;
  const meant = await read(isPrevious);
  return meant.length > 0 ? meant : read(!isPrevious);
}
