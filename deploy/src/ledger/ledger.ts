import * as z from 'zod';
import type { CallOptions, Cluster } from '../cluster/cluster.ts';
import { refText, type KubernetesObject, type ObjectRef } from '../cluster/kubernetes-object.ts';
import { DeployError } from '../errors.ts';
import type { Digest } from '../unit.ts';
import {
  applySetId,
  applySetKindsAnnotation,
  applySetTooling,
  applySetToolingAnnotation,
} from './apply-set.ts';
import { unpack } from './pack.ts';

/**
 * What an environment runs, in Secrets of its own namespace: the ApplySet parent, and one per unit, whose annotations
 * hold the unit's record and whose data hold what its last revisions applied. One metadata-only list reads all records,
 * one write keeps a record together with its revision, and two units never write over each other.
 *
 * A record is written once its unit is ready, never for one that failed; objects that a deploy is about to create are
 * noted on the parent before, so that what an ended deploy left behind is still known as ours.
 */
export interface Ledger {
  readonly parent: ObjectRef;
  readonly applySetId: string;
  /** False before the first deploy. */
  readonly exists: boolean;
  readonly units: ReadonlyMap<string, UnitRecord>;
  /** Objects that a deploy set out to create and that no unit's record has yet. */
  readonly pending: readonly PendingObject[];
  readonly groupKinds: readonly string[];
  /** Number of the lease under which the ledger was last written; 0 before the first deploy. */
  readonly leaseNumber: number;
  /** Whether the namespace holds Secrets besides those of the ledger. */
  readonly hasOtherSecrets: boolean;
}

export const ledgerLabel = 'todo-deploy/ledger';
export const unitLabel = 'todo-deploy/unit';
export const formatAnnotation = 'todo-deploy/format';
export const recordAnnotation = 'todo-deploy/record';
export const pendingAnnotation = 'todo-deploy/pending';
export const leaseAnnotation = 'todo-deploy/lease';
export const formatVersion = '2';

const refSchema = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  namespace: z.string().exactOptional(),
  name: z.string(),
});

const revisionSchema = z.object({
  /** Counts the unit's deploys from 1; its objects are kept under it. */
  revision: z.int().positive(),
  inputHash: z.string().exactOptional(),
  digest: z
    .custom<Digest>((value) => typeof value === 'string' && value.startsWith('sha256:'))
    .exactOptional(),
  commit: z.string().exactOptional(),
  /** Who deployed it, as git and the machine name them. */
  by: z.string().exactOptional(),
  /** ISO 8601. */
  deployedAt: z.string(),
  /** The number of the lease under which it was deployed: revisions of one deploy have the same. */
  deploy: z.int().exactOptional(),
  /** What a person should know of it: that it goes back to another one. */
  note: z.string().exactOptional(),
});

const recordSchema = revisionSchema.extend({
  objects: z.array(
    refSchema.extend({
      uid: z.string(),
      generation: z.number().exactOptional(),
      resourceVersion: z.string().exactOptional(),
      hash: z.string(),
    }),
  ),
  /** The revisions before this one that can be gone back to, oldest first. */
  history: z.array(revisionSchema),
});

const pendingSchema = refSchema.extend({ unit: z.string() });

export type PendingObject = z.infer<typeof pendingSchema>;

/** What is known of one revision of a unit. */
export type RevisionRecord = z.infer<typeof revisionSchema>;

/** What one unit runs: its present revision, with the objects that it consists of. */
export type UnitRecord = z.infer<typeof recordSchema>;

/** One applied object; `resourceVersion` stands in for kinds without a generation. */
export type ObjectRecord = UnitRecord['objects'][number];

export function ledgerParent(environment: {
  readonly namespace: string;
  readonly release: string;
}): ObjectRef {
  const { namespace, release } = environment;
  return { apiVersion: 'v1', kind: 'Secret', namespace, name: `todo-deploy-${release}` };
}

/** The Secret that holds the record and the revisions of one unit. */
export function unitSecretRef({ parent }: Pick<Ledger, 'parent'>, unit: string): ObjectRef {
  return { ...parent, name: `${parent.name}.${unit}` };
}

/**
 * Reads what runs; one request, which reads no Secret's data. It lists all Secrets of the namespace, so that one without
 * others needs no further request to know that nothing is to be masked.
 *
 * @throws DeployError LEDGER_UNREADABLE, OBJECT_OF_ANOTHER_SET
 */
export async function readLedger(cluster: Cluster, parent: ObjectRef, options: CallOptions): Promise<Ledger> {
  const { apiVersion, kind, namespace } = parent;
  const secrets = await cluster.listMetadata({ apiVersion, kind, namespace }, options);
  const found = secrets.filter(({ metadata }) => metadata.labels?.[ledgerLabel] === parent.name);
  const hasOtherSecrets = secrets.some(({ metadata }) => metadata.labels?.[ledgerLabel] === undefined);
  const live = found.find(({ metadata }) => metadata.name === parent.name);
  const units = new Map<string, UnitRecord>();
  const empty = { parent, applySetId: applySetId(parent), units, hasOtherSecrets };
  if (!live) return { ...empty, exists: false, pending: [], groupKinds: [], leaseNumber: 0 };
  checkTooling(live, parent);
  for (const secret of found) {
    const unit = secret.metadata.labels?.[unitLabel];
    if (unit !== undefined) units.set(unit, readRecord(secret));
  }
  const kinds = annotation(live, applySetKindsAnnotation) ?? '';
  return {
    ...empty,
    exists: true,
    pending: readPacked(live, { name: pendingAnnotation, schema: z.array(pendingSchema) }),
    groupKinds: kinds.split(',').filter(Boolean),
    leaseNumber: Math.max(...found.map((secret) => Number(annotation(secret, leaseAnnotation) ?? 0))),
  };
}

function checkTooling(live: KubernetesObject, parent: ObjectRef): void {
  const tooling = annotation(live, applySetToolingAnnotation);
  if (tooling !== applySetTooling) {
    const owner = tooling ?? 'nobody known';
    throw new DeployError('OBJECT_OF_ANOTHER_SET', { object: refText(parent), owner });
  }
}

function readRecord(secret: KubernetesObject): UnitRecord {
  return readPacked(secret, { name: recordAnnotation, schema: recordSchema });
}

function readPacked<Value>(
  secret: KubernetesObject,
  { name, schema }: { readonly name: string; readonly schema: z.ZodType<Value> },
): Value {
  const object = refText({ ...secret, ...secret.metadata });
  const format = annotation(secret, formatAnnotation);
  if (format !== formatVersion) {
    throw new DeployError('LEDGER_UNREADABLE', { object, reason: `format ${format ?? 'unknown'}` });
  }
  try {
    return schema.parse(unpack(annotation(secret, name) ?? ''));
  } catch (error) {
    throw new DeployError('LEDGER_UNREADABLE', { object, reason: `annotation ${name} is damaged` }, error);
  }
}

function annotation({ metadata }: KubernetesObject, name: string): string | undefined {
  return metadata.annotations?.[name];
}
