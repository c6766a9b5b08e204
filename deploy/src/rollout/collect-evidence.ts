import type { CallOptions, Cluster } from '../cluster/cluster.ts';
import { textAt, type KubernetesObject, type ObjectRef } from '../cluster/kubernetes-object.ts';
import type { KnownSecrets } from '../secrets/known-secrets.ts';
import type { Cause } from './cause.ts';
import { learnSecrets } from '../secrets/learn-secrets.ts';
import type { World } from './new-pods.ts';
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
  const { pod, container, detail } = cause;
  const canMask = await learnSecrets(cluster, { namespace, secrets, signal });
  if (!pod) return secrets.maskAll({ detail, lines: [] });
  const events = world.events.filter((event) => textAt(event, 'involvedObject', 'name') === pod.name);
  const warnings = events.slice(-eventsMax).map(eventText);
  if (!canMask) {
    const withheld = 'its log is withheld: the Secrets to mask in it cannot be read';
    return secrets.maskAll({ detail, lines: [...warnings, withheld] });
  }
  const log = container ? await readLog(cluster, pod, { cause, container, signal }) : [];
  const title = log.length > 0 ? [`last lines of ${pod.name}, container ${container}:`] : [];
  const lastLine = log.at(-1)?.trim();
  return secrets.maskAll({
    detail: lastLine ? `${detail}; last line: ${lastLine}` : detail,
    lines: [...warnings, ...title, ...log.map((line) => `  ${line}`)],
  });
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
  const present = cause.isPrevious ? [] : await read(false);
  return present.length > 0 ? present : read(true);
}
