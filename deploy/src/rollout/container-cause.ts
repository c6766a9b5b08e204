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
const startReasons = new Set(['CreateContainerError', 'RunContainerError']);

function causeOf(site: Site): Cause | undefined {
  const reason = textAt(site.status, 'state', 'waiting', 'reason') ?? '';
  const message = textAt(site.status, 'state', 'waiting', 'message') ?? '';
  if (imageReasons.has(reason)) return imageCause(site, reason, message);
  if (reason === 'CreateContainerConfigError') return configCause(site, message);
  if (startReasons.has(reason)) return startCause(site, reason, message);
  return crashCause(site, reason);
}

function imageCause(site: Site, reason: string, message: string): Cause {
  const image = textAt(site.status, 'image') ?? 'its image';
  const isMissing = /not found|manifest unknown|name unknown|does not exist/i.test(message);
  const isRefused =
    !isMissing && /unauthorized|denied|forbidden|\b40[13]\b|authentication required/i.test(message);
  const isHopeless =
    isMissing || isRefused || reason === 'InvalidImageName' || reason === 'ErrImageNeverPull';
  const why = isMissing ? 'is not in its registry' : `cannot be pulled: ${registryText(message)}`;
  return {
    ...seenAt(site),
    code: 'IMAGE_NOT_PULLED',
    reason,
    detail: `${nameOf(site)}: ${reason}: image ${image} ${why}`,
    advice: isRefused
      ? `give the namespace an image pull secret for ${image}`
      : `push ${image}, or correct its name in the values`,
    patienceMs: isHopeless ? atOnce : ifItGoesOn,
  };
}

/** What the registry, or the way to it, said, without the runtime's chain of wrappers around it. */
function registryText(message: string): string {
  const wrappers =
    /^(Back-off pulling image ".*?": |ErrImagePull: |rpc error: code = \w+ desc = |failed to [a-z ]+ ".*?": )/;
  let text = message.trim();
  while (wrappers.test(text)) text = text.replace(wrappers, '');
  return text.slice(0, 300) || 'no reason given';
}

function configCause(site: Site, message: string): Cause {
  const isMissing = /not found|couldn't find key/i.test(message);
  return {
    ...seenAt(site),
    code: isMissing ? 'CONFIG_MISSING' : 'ROLLOUT_FAILED',
    reason: 'CreateContainerConfigError',
    detail: `${nameOf(site)}: ${message}`,
    advice: adviceForMissing(message),
    patienceMs: ifItStays,
  };
}

function startCause(site: Site, reason: string, message: string): Cause {
  const said = message.replace(/^.*unable to start container process: /s, '').slice(0, 300);
  return {
    ...seenAt(site),
    code: 'ROLLOUT_FAILED',
    reason,
    detail: `${nameOf(site)}: ${reason}: it cannot be started: ${said}`,
    advice: "correct the container's command, or what it mounts",
    patienceMs: ifItStays,
  };
}

/** One edit for `secret "x" not found`, `couldn't find key k in Secret ns/x`, and their ConfigMap likes. */
export function adviceForMissing(message: string): string {
  const [, key, kind, name] = /find key (\S+) in (Secret|ConfigMap) [^/\s]+\/(\S+)/.exec(message) ?? [];
  if (key) return `add key ${key} to ${kind} ${name}`;
  const [, mountedKey] = /non-existent (?:secret|config) key: (\S+)/.exec(message) ?? [];
  if (mountedKey) return `add key ${mountedKey} to the Secret or ConfigMap that the pod mounts`;
  const [, missingKind, missing] = /(secret|configmap) "([^"]+)" not found/i.exec(message) ?? [];
  if (missing)
    return `create the ${missingKind === 'secret' ? 'Secret' : 'ConfigMap'} ${missing}, or name another one in the values`;
  return 'correct what the pod refers to in the values';
}

/** A container that ended more than once; the first end may be a start that came too early. */
function crashCause(site: Site, reason: string): Cause | undefined {
  const isBackingOff = reason === 'CrashLoopBackOff';
  const end = endOf(site.status, isBackingOff ? 'lastState' : 'state');
  const restarts = numberAt(site.status, 'restartCount') ?? 0;
  const hasEndedAgain = end.exitCode !== undefined && end.exitCode !== 0 && restarts > 0;
  if (!isBackingOff && !hasEndedAgain) return undefined;
  return {
    ...seenAt(site),
    code: 'CONTAINER_CRASHED',
    reason: end.isOutOfMemory ? 'OOMKilled' : 'CrashLoopBackOff',
    detail: `${nameOf(site)}: CrashLoopBackOff, ${end.text}`,
    advice: end.isOutOfMemory
      ? 'raise its memory limit in the values'
      : 'correct what its last lines say, and deploy again',
    // A Job says itself how often it tries again.
    patienceMs: isOfJob(site.pod) ? atTheDeadline : atOnce,
    isPrevious: isBackingOff,
  };
}

function endOf(status: Facts, state: 'state' | 'lastState') {
  const exitCode = numberAt(status, state, 'terminated', 'exitCode');
  const isOutOfMemory = textAt(status, state, 'terminated', 'reason') === 'OOMKilled';
  const end = isOutOfMemory ? 'killed for using more memory than its limit' : `exit ${exitCode ?? 'unknown'}`;
  const said = textAt(status, state, 'terminated', 'message')?.trim().split('\n').at(-1);
  return { exitCode, isOutOfMemory, text: said ? `${end}: ${said.slice(-300)}` : end };
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
