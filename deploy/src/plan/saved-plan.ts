import { scryptSync } from 'node:crypto';
import * as z from 'zod';
import { refText, type KubernetesObject } from '../cluster/kubernetes-object.ts';
import type { DeployRequest } from '../deploy-request.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { PublishedImage } from '../unit.ts';
import type { Change } from './change-set.ts';

/**
 * A plan as a file has it: what a deploy would do, and everything that it follows from, as names, digests and hashes. It
 * holds no object, so no secret, and is compared with what the same deploy would do later.
 */
export const savedPlanSchema = z.strictObject({
  format: z.literal(1),
  /** With it the hashes of Secrets are hashed again, slowly: nobody finds a weak value by trying. */
  salt: z.string().optional(),
  environment: z.string(),
  namespace: z.string(),
  release: z.string(),
  context: z.string(),
  registry: z.string(),
  commit: z.string().optional(),
  /** Units that it is limited to. */
  only: z.array(z.string()).optional(),
  adopt: z.boolean(),
  forceConflicts: z.array(z.string()),
  recreate: z.array(z.string()),
  /** Revision of each unit in the ledger. */
  revisions: z.record(z.string(), z.number()),
  /** Digest of each unit's image. */
  images: z.record(z.string(), z.string()),
  objects: z.record(
    z.string(),
    z.strictObject({
      action: z.string(),
      /** Of the object as it is sent; absent for a deletion. */
      hash: z.string().optional(),
      /** The object as it was in the cluster; absent where none was, or nothing is to be done with it. */
      state: z.string().optional(),
    }),
  ),
});

export type SavedPlan = z.infer<typeof savedPlanSchema>;

/** Identity and version of a live object, as a plan remembers it. */
export function stateOf({ metadata }: KubernetesObject): string {
  const { uid = '', generation, resourceVersion = '' } = metadata;
  return `${uid} ${generation ?? resourceVersion}`;
}

export interface PlannedFacts {
  readonly request: DeployRequest;
  readonly ledger: Pick<Ledger, 'units'>;
  readonly images: ReadonlyMap<string, PublishedImage>;
  readonly changes: readonly Change[];
}

/** What a deploy would do and follows from; pure. */
export function savedPlan({ request, ledger, images, changes }: PlannedFacts): SavedPlan {
  const { environment, connection, commit, only } = request;
  const { adopt = false, forceConflicts = [], recreate = [] } = request;
  const entries = changes.map(
    ({ ref, action, entry, state }) =>
      [
        refText(ref),
        { action, ...(entry && { hash: entry.hash }), ...(state === undefined ? {} : { state }) },
      ] as const,
  );
  return {
    format: 1,
    environment: environment.name,
    namespace: environment.namespace,
    release: environment.release,
    context: connection.context,
    registry: connection.registry,
    ...(commit === undefined ? {} : { commit }),
    ...(only && { only: [...only] }),
    ...{ adopt, forceConflicts: [...forceConflicts], recreate: [...recreate] },
    revisions: Object.fromEntries([...ledger.units].map(([unit, { revision }]) => [unit, revision])),
    images: Object.fromEntries([...images].map(([unit, { digest }]) => [unit, digest])),
    objects: Object.fromEntries(entries),
  };
}

/**
 * The plan as it may be written down.
 *
 * @param salt of the plan that it is compared with, or a new one
 */
export function withSaltedSecrets(plan: SavedPlan, salt: string): SavedPlan {
  const objects = Object.entries(plan.objects).map(([name, object]) => {
    if (object.hash === undefined || !name.startsWith('Secret/')) return [name, object] as const;
    return [name, { ...object, hash: scryptSync(object.hash, salt, 16).toString('hex') }] as const;
  });
  return { ...plan, salt, objects: Object.fromEntries(objects) };
}

/** What of a plan no longer holds, each in one sentence; empty when the same deploy would do the same. */
export function whatMoved(planned: SavedPlan, current: SavedPlan): readonly string[] {
  const now = planned.salt === undefined ? current : withSaltedSecrets(current, planned.salt);
  const places = (['namespace', 'release', 'context', 'registry'] as const)
    .filter((name) => planned[name] !== now[name])
    .map((name) => `its ${name} is ${planned[name]}, that of this deploy ${now[name]}`);
  return [
    ...places,
    ...movedEntries(planned.revisions, now.revisions).map(
      ([unit, from, to]) => `unit ${unit} was at revision ${from ?? 'none'} and is at ${to ?? 'none'}`,
    ),
    ...movedEntries(planned.images, now.images).map(
      ([unit, from, to]) => `the image of ${unit} was ${from ?? 'none'} and is ${to ?? 'none'}`,
    ),
    ...movedObjects(planned.objects, now.objects),
  ];
}

type Objects = SavedPlan['objects'];

function movedObjects(planned: Objects, now: Objects): readonly string[] {
  const names = new Set([...Object.keys(planned), ...Object.keys(now)]);
  return [...names].flatMap((name) => {
    const [before, after] = [planned[name], now[name]];
    if (!before) return [`${name} was not part of it`];
    if (!after) return [`${name} is no longer in the chart`];
    if (before.hash !== after.hash) return [`${name} is rendered otherwise by the chart or its values`];
    if (before.action !== after.action) return [`${name} was to ${before.action} and is to ${after.action}`];
    return before.state === after.state ? [] : [`${name} was changed in the cluster`];
  });
}

type Entry<Value> = readonly [name: string, from: Value | undefined, to: Value | undefined];

function movedEntries<Value>(
  planned: Readonly<Record<string, Value>>,
  now: Readonly<Record<string, Value>>,
): readonly Entry<Value>[] {
  const names = new Set([...Object.keys(planned), ...Object.keys(now)]);
  return [...names]
    .filter((name) => planned[name] !== now[name])
    .map((name) => [name, planned[name], now[name]]);
}
