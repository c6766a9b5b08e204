import { numberAt, recordsAt, refOf, textAt, type KubernetesObject } from '../cluster/kubernetes-object.ts';
import { atOnce, atTheDeadline, ifItGoesOn, ifItStays, type Cause } from './cause.ts';

type Facts = Readonly<Record<string, unknown>>;

interface Site {
  readonly pod: KubernetesObject;
  readonly name: string;
  readonly status: Facts;
}

/** What keeps a pod's containers from running, worst first; init containers before the others, as they run. */
export function containerCauses(pod: KubernetesObject): readonly Cause[] {
  const statuses = [
    ...recordsAt(pod, 'status', 'initContainerStatuses'),
    ...recordsAt(pod, 'status', 'containerStatuses'),
  ];
  const causes = statuses.flatMap(
    (status) => causeOf({ pod, name: textAt(status, 'name') ?? '', status }) ?? [],
  );
  return causes.sort((a, b) => a.patienceMs - b.patienceMs);
}

const imageReasons = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'ImageInspectError',
]);
const configReasons = new Set(['CreateContainerConfigError', 'CreateContainerError', 'RunContainerError']);

function causeOf(site: Site): Cause | undefined {
  const reason = textAt(site.status, 'state', 'waiting', 'reason') ?? '';
  const message = textAt(site.status, 'state', 'waiting', 'message') ?? '';
  if (imageReasons.has(reason)) return imageCause(site, reason, message);
  if (configReasons.has(reason)) return configCause(site, reason, message);
  return reason === 'CrashLoopBackOff' ? crashCause(site) : undefined;
}

function imageCause(site: Site, reason: string, message: string): Cause {
  const image = textAt(site.status, 'image') ?? 'its image';
  const isMissing = /not found|manifest unknown|name unknown|does not exist|no such host/i.test(message);
  const isRefused = /unauthorized|denied|forbidden|40[13]|authentication required/i.test(message);
  const isHopeless =
    isMissing || isRefused || reason === 'InvalidImageName' || reason === 'ErrImageNeverPull';
  const why = isMissing ? 'is not in its registry' : isRefused ? 'may not be pulled' : 'cannot be pulled';
  return {
    ...seenAt(site),
    code: 'IMAGE_NOT_PULLED',
    reason,
    detail: `${nameOf(site)}: ${reason}: image ${image} ${why}${registryText(message, isMissing)}`,
    advice: isRefused
      ? `give the namespace an image pull secret for ${image}`
      : `push ${image}, or correct its name in the values`,
    patienceMs: isHopeless ? atOnce : ifItGoesOn,
  };
}

/** What the registry said, without the runtime's chain of wrappers around it. */
function registryText(message: string, isMissing: boolean): string {
  const last = message.replace(/^.*?rpc error: code = \w+ desc = /s, '').trim();
  return isMissing || last === '' ? '' : `: ${last.slice(0, 300)}`;
}

function configCause(site: Site, reason: string, message: string): Cause {
  const isConfig = /secret|configmap|key/i.test(message);
  return {
    ...seenAt(site),
    code: isConfig ? 'CONFIG_MISSING' : 'ROLLOUT_FAILED',
    reason,
    detail: `${nameOf(site)}: ${message || reason}`,
    advice: isConfig ? adviceForMissing(message) : `see kubectl describe pod ${site.pod.metadata.name}`,
    patienceMs: ifItStays,
  };
}

/** One edit for `secret "x" not found`, `couldn't find key k in Secret ns/x`, and their ConfigMap likes. */
export function adviceForMissing(message: string): string {
  const key = /(?:key|secret key|config key):? "?([\w.-]+)"?(?: in (Secret|ConfigMap) \S*?([\w.-]+)$)?/i.exec(
    message,
  );
  if (key?.[2]) return `add key ${key[1]} to ${key[2]} ${key[3]}`;
  const missing = /(secret|configmap) "?([\w.-]+)"? not found/i.exec(message);
  if (missing) return `create the ${missing[1]} ${missing[2]}, or name another one in the values`;
  return key
    ? `add key ${key[1]} to the Secret or ConfigMap that the pod mounts`
    : 'correct what the pod refers to in the values';
}

function crashCause(site: Site): Cause {
  const last = (name: string) => textAt(site.status, 'lastState', 'terminated', name);
  const exitCode = numberAt(site.status, 'lastState', 'terminated', 'exitCode');
  const isOutOfMemory = last('reason') === 'OOMKilled';
  const end = isOutOfMemory ? 'killed for using more memory than its limit' : `exit ${exitCode ?? 'unknown'}`;
  const said = last('message')?.trim().split('\n').at(-1);
  return {
    ...seenAt(site),
    code: 'CONTAINER_CRASHED',
    reason: isOutOfMemory ? 'OOMKilled' : 'CrashLoopBackOff',
    detail: `${nameOf(site)}: CrashLoopBackOff, ${end}${said ? `: ${said}` : ''}`,
    advice: isOutOfMemory
      ? 'raise its memory limit in the values'
      : 'correct what its last lines say, and deploy again',
    // A Job says itself how often it tries again.
    patienceMs: isOfJob(site.pod) ? atTheDeadline : atOnce,
    isPrevious: true,
  };
}

function isOfJob(pod: KubernetesObject): boolean {
  return pod.metadata.ownerReferences?.some(({ kind }) => kind === 'Job') ?? false;
}

function seenAt({ pod, name }: Site) {
  return { pod: refOf(pod), container: name };
}

function nameOf({ pod, name }: Site): string {
  const containers =
    recordsAt(pod, 'spec', 'containers').length + recordsAt(pod, 'spec', 'initContainers').length;
  return containers > 1 ? `Pod ${pod.metadata.name}, container ${name}` : `Pod ${pod.metadata.name}`;
}
