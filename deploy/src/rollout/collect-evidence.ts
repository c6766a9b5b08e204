import type { CallOptions, Cluster } from '../cluster/cluster.ts';
import { textAt, type KubernetesObject, type ObjectRef } from '../cluster/kubernetes-object.ts';
import type { Cause } from './cause.ts';
import type { World } from './new-pods.ts';

export interface EvidenceRequest extends CallOptions {
  readonly cause: Cause;
  readonly world: World;
  readonly mask: (text: string) => string;
  /** Whether `mask` knows every Secret; without that no log is shown. */
  readonly canMask: boolean;
}

const logLinesMax = 20;
const eventsMax = 3;

export interface Evidence {
  /** What a person reads below the error, secrets masked. */
  readonly lines: readonly string[];
  /** The last line that the failed container wrote. */
  readonly lastLogLine?: string;
}

/** The pod's last warnings and the failed container's last lines; what cannot be read is left out. */
export async function collectEvidence(
  cluster: Cluster,
  { cause, world, mask, canMask, signal }: EvidenceRequest,
): Promise<Evidence> {
  const { pod, container } = cause;
  if (!pod) return { lines: [] };
  const events = world.events.filter((event) => textAt(event, 'involvedObject', 'name') === pod.name);
  const warnings = events.slice(-eventsMax).map((event) => mask(eventText(event)));
  if (!canMask)
    return { lines: [...warnings, 'its log is withheld: the Secrets to mask in it cannot be read'] };
  const log = container ? await readLog(cluster, pod, { cause, container, signal }) : [];
  const lines = log.map(mask);
  const title = lines.length > 0 ? [`last lines of ${pod.name}, container ${container}:`] : [];
  const lastLogLine = lines.at(-1);
  return {
    lines: [...warnings, ...title, ...lines.map((line) => `  ${line}`)],
    ...(lastLogLine && { lastLogLine }),
  };
}

function eventText(event: KubernetesObject): string {
  const text = (name: string) => textAt(event, name) ?? '';
  return `${text('reason')}: ${text('message').trim().slice(0, 500)}`;
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
