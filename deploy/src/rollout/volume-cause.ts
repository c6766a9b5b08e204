import {
  at,
  isRecord,
  recordsAt,
  refOf,
  textAt,
  type KubernetesObject,
} from '../cluster/kubernetes-object.ts';
import { atTheDeadline, ifItGoesOn, type Cause } from './cause.ts';

/** A pod that was ended because it, or all on its node together, took more than there is to take. */
export function evictionCause(pod: KubernetesObject): Cause | undefined {
  if (textAt(pod, 'status', 'reason') !== 'Evicted') return undefined;
  const message = (textAt(pod, 'status', 'message') ?? 'no reason given').trim();
  const isItsOwn = /exceeds the (?:total )?limit|exceeded its/.test(message);
  return {
    code: 'ROLLOUT_FAILED',
    reason: 'Evicted',
    detail: `Pod ${pod.metadata.name}: it was evicted: ${message}`,
    advice: adviceForEviction(message, isItsOwn),
    // The next one fills up as well; what a node lacks may be there again.
    patienceMs: isItsOwn ? ifItGoesOn : atTheDeadline,
    pod: refOf(pod),
  };
}

function adviceForEviction(message: string, isItsOwn: boolean): string {
  const volume = /EmptyDir volume "([^"]+)"/.exec(message)?.[1];
  if (volume) return `raise the sizeLimit of volume ${volume} in the values, or have it hold less`;
  return isItsOwn
    ? 'raise its limit of ephemeral-storage in the values, or have it write less'
    : 'make room on the node, or have its pods ask for what they take';
}

const noSpace = /ENOSPC|EDQUOT|no space left on device|disk quota exceeded/i;

/** What a container's last lines say of a volume that is full; undefined when they say nothing of it. */
export function fullVolume(
  pod: KubernetesObject | undefined,
  container: string | undefined,
  lines: readonly string[],
): Pick<Cause, 'reason' | 'detail' | 'advice'> | undefined {
  const line = lines.findLast((each) => noSpace.test(each));
  if (!pod || container === undefined || line === undefined) return undefined;
  const volumes = volumesFor(pod, container, line);
  const names = volumes.map(volumeText);
  const full = names.length === 1 ? `${names[0]} is full` : `one of these is full: ${names.join(', ')}`;
  return {
    reason: 'VolumeFull',
    detail: names.length === 0 ? "the container's own disk is full" : full,
    advice: adviceForFull(volumes[0]),
  };
}

type Volume = Readonly<Record<string, unknown>>;

/** The volume of the path that the line names, or all that the container can write to. */
function volumesFor(pod: KubernetesObject, container: string, line: string): readonly Volume[] {
  const spec = recordsAt(pod, 'spec', 'containers').find(({ name }) => name === container);
  const mounts = recordsAt(spec, 'volumeMounts').filter(({ readOnly }) => readOnly !== true);
  const path = (mount: Readonly<Record<string, unknown>>) => textAt(mount, 'mountPath') ?? '';
  const named = mounts.filter((mount) => line.includes(`${path(mount).replace(/\/$/, '')}/`));
  const [nearest] = named.toSorted((a, b) => path(b).length - path(a).length);
  return (nearest ? [nearest] : mounts).flatMap((mount) => {
    const volume = recordsAt(pod, 'spec', 'volumes').find(({ name }) => name === mount['name']);
    return volume && isWritable(volume) ? [volume] : [];
  });
}

function isWritable(volume: Volume): boolean {
  return !['configMap', 'secret', 'projected', 'downwardAPI'].some((kind) => isRecord(volume[kind]));
}

function volumeText(volume: Volume): string {
  const name = textAt(volume, 'name') ?? '';
  const claim = textAt(volume, 'persistentVolumeClaim', 'claimName');
  if (claim) return `volume ${name} (PersistentVolumeClaim ${claim})`;
  const size = at(volume, 'emptyDir', 'sizeLimit');
  return typeof size === 'string' ? `volume ${name} (an emptyDir of ${size})` : `volume ${name}`;
}

function adviceForFull(volume: Volume | undefined): string {
  if (!volume) return 'raise its limit of ephemeral-storage in the values, or have it write less';
  const claim = textAt(volume, 'persistentVolumeClaim', 'claimName');
  return claim
    ? `ask for more storage with PersistentVolumeClaim ${claim} in the values, or delete what fills it`
    : `raise the sizeLimit of volume ${textAt(volume, 'name') ?? ''} in the values, or have it hold less`;
}
