import { recordsAt, textAt, type KubernetesObject } from '../cluster/kubernetes-object.ts';
import { atOnce, ifItGoesOn, ifItStays, type Cause } from './cause.ts';
import type { ContainerEnds } from './container-ends.ts';
import { nameOf, seenAt, type ContainerSite } from './container-site.ts';
import { crashCause } from './crash-cause.ts';

/** What keeps a pod's containers from running, worst first; init containers before the others, as they run. */
export function containerCauses(pod: KubernetesObject, ends?: ContainerEnds): readonly Cause[] {
  const sites = (['initContainerStatuses', 'containerStatuses'] as const).flatMap((list) =>
    recordsAt(pod, 'status', list).map((status) => ({
      ...{ pod, status, name: textAt(status, 'name') ?? '', isInit: list === 'initContainerStatuses' },
    })),
  );
  return sites.flatMap((site) => causeOf(site, ends) ?? []).toSorted((a, b) => a.patienceMs - b.patienceMs);
}

const imageReasons = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'ImageInspectError',
]);
const startReasons = new Set(['CreateContainerError', 'RunContainerError']);

function causeOf(site: ContainerSite, ends: ContainerEnds | undefined): Cause | undefined {
  const reason = textAt(site.status, 'state', 'waiting', 'reason') ?? '';
  const message = textAt(site.status, 'state', 'waiting', 'message') ?? '';
  if (imageReasons.has(reason)) return imageCause(site, reason, message);
  if (reason === 'CreateContainerConfigError') return configCause(site, message);
  if (startReasons.has(reason)) return startCause(site, reason, message);
  return crashCause(site, ends);
}

function imageCause(site: ContainerSite, reason: string, message: string): Cause {
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

function configCause(site: ContainerSite, message: string): Cause {
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

function startCause(site: ContainerSite, reason: string, message: string): Cause {
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
