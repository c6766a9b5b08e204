import type { KubernetesObject } from '../cluster/kubernetes-object.ts';
import { causeOf } from '../rollout/cause-of.ts';
import { atOnce, atTheDeadline, type Cause } from '../rollout/cause.ts';
import type { World } from '../rollout/new-pods.ts';
import { describeCommand } from '../rollout/warnings.ts';
import { isWorkload, workloadsOf, type KnownObject } from './known-objects.ts';
import { serviceCause } from './service-cause.ts';

/** What is wrong with one object. */
export interface Found {
  readonly object: KnownObject;
  readonly cause: Cause;
}

/** Everything that is wrong, the gravest of each unit first: with what is not ready, and with the ways to what is. */
export function foundCauses(objects: readonly KnownObject[], world: World): readonly Found[] {
  const unready = objects.filter(({ status }) => status.state !== 'ready');
  const found = unready.map((object) => ({ object, cause: causeNow(object, world) }));
  return [...found, ...lostServices(objects, world)].toSorted((a, b) => gravity(a) - gravity(b));
}

function causeNow({ object, status }: KnownObject, world: World): Cause {
  const found = object && causeOf(object, { status, world, isFresh: () => true });
  if (found) return found;
  const { reason, message: detail } = status;
  const advice = object ? describeCommand(object) : 'todo-deploy deploy';
  return { code: 'ROLLOUT_FAILED', reason, detail, advice, patienceMs: object ? atTheDeadline : atOnce };
}

/** Services that reach nobody, unless what they reached was deleted: then that is the trouble. */
function lostServices(objects: readonly KnownObject[], { pods }: World): readonly Found[] {
  const around = { workloads: workloadsOf(objects), pods };
  const isBereft = ({ unit }: KnownObject) =>
    objects.some((other) => other.unit === unit && isWorkload(other) && !other.object);
  return objects.flatMap((known) => {
    if (!isService(known.object) || isBereft(known)) return [];
    const cause = serviceCause(known.object, around);
    return cause ? [{ object: known, cause }] : [];
  });
}

export function isService(object: KubernetesObject | undefined): object is KubernetesObject {
  return object?.kind === 'Service' && object.apiVersion === 'v1';
}

/** They tell of their unit's pods in their own way, and have nothing to add when one of these says what is wrong. */
const followers = new Set(['HorizontalPodAutoscaler', 'PodDisruptionBudget', 'Ingress']);

/** What no waiting mends comes first, and before an object's own word what one of its pods shows. */
function gravity({ object, cause: { patienceMs, pod } }: Found): number {
  const isFollower = followers.has(object.ref.kind) && object.object !== undefined;
  return (isFollower ? 10_000_000 : 0) + Math.min(patienceMs, 1_000_000) + (pod ? 0 : 1);
}
