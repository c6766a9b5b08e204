import { z } from 'zod';
import type { CallOptions, Cluster } from '../cluster/cluster.ts';
import { refText, type KubernetesObject, type ObjectRef } from '../cluster/kubernetes-object.ts';
import { DeployError } from '../errors.ts';
import type { Digest } from '../unit.ts';
import {
  applySetId,
  applySetIdLabel,
  applySetKindsAnnotation,
  applySetTooling,
  applySetToolingAnnotation,
} from './apply-set.ts';

/**
 * What an environment runs, on the ApplySet parent in its own namespace: one entry per unit, so that two deploys of two
 * units never write over each other. An entry is written once its unit is ready, never for one that failed; objects that
 * a deploy is about to create are noted before, so that what an ended deploy left behind is still known as ours.
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
}

const formatVersion = 1;
const unitKeyPrefix = 'unit.';
const pendingKey = 'pending';
const formatKey = 'format';

const refSchema = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  namespace: z.string().exactOptional(),
  name: z.string(),
});

const recordSchema = z.object({
  inputHash: z.string().exactOptional(),
  digest: z
    .custom<Digest>((value) => typeof value === 'string' && value.startsWith('sha256:'))
    .exactOptional(),
  commit: z.string().exactOptional(),
  deployedAt: z.string(),
  /** Counts the unit's deploys from 1; its objects are kept under it. */
  revision: z.int().positive(),
  objects: z.array(
    refSchema.extend({
      uid: z.string(),
      generation: z.number().exactOptional(),
      resourceVersion: z.string().exactOptional(),
      hash: z.string(),
    }),
  ),
});

const pendingSchema = refSchema.extend({ unit: z.string() });

export type PendingObject = z.infer<typeof pendingSchema>;

/** What one unit runs. */
export type UnitRecord = z.infer<typeof recordSchema>;

/** One applied object; `resourceVersion` stands in for kinds without a generation. */
export type ObjectRecord = UnitRecord['objects'][number];

export function ledgerParent(environment: {
  readonly namespace: string;
  readonly release: string;
}): ObjectRef {
  const { namespace, release } = environment;
  return { apiVersion: 'v1', kind: 'ConfigMap', namespace, name: `todo-deploy-${release}` };
}

/**
 * Reads what runs; one request.
 *
 * @throws DeployError LEDGER_UNREADABLE, OBJECT_OF_ANOTHER_SET
 */
export async function readLedger(cluster: Cluster, parent: ObjectRef, options: CallOptions): Promise<Ledger> {
  const id = applySetId(parent);
  const live = await cluster.get(parent, options);
  if (!live) return { parent, applySetId: id, exists: false, units: new Map(), pending: [], groupKinds: [] };
  const tooling = live.metadata.annotations?.[applySetToolingAnnotation];
  if (tooling !== undefined && tooling !== applySetTooling) {
    throw new DeployError('OBJECT_OF_ANOTHER_SET', { object: refText(parent), owner: tooling });
  }
  const kinds = live.metadata.annotations?.[applySetKindsAnnotation] ?? '';
  return {
    parent,
    applySetId: id,
    exists: true,
    ...parseData(live),
    groupKinds: kinds.split(',').filter(Boolean),
  };
}

/** What a deploy is about to do to the set: its kinds widened first, so that no member is ever outside of it. */
export interface LedgerOpening {
  readonly groupKinds: readonly string[];
  readonly pending: readonly PendingObject[];
}

/** Notes what is about to be created, on a parent that is made if need be; writes nothing when the ledger has it already. */
export async function openLedger(
  cluster: Cluster,
  ledger: Ledger,
  { environment, signal, ...opening }: LedgerOpening & { readonly environment: string } & CallOptions,
): Promise<void> {
  if (!ledger.exists) {
    await cluster.apply(newParent(ledger, environment, opening), { signal });
  } else if (!isSameOpening(ledger, opening)) {
    await cluster.merge(ledger.parent, openingFields(opening), { signal });
  }
}

function newParent(ledger: Ledger, environment: string, opening: LedgerOpening): KubernetesObject {
  const { apiVersion, kind, name, namespace = '' } = ledger.parent;
  const labels = { [applySetIdLabel]: ledger.applySetId, 'app.kubernetes.io/managed-by': 'todo-deploy' };
  const fixed = { [applySetToolingAnnotation]: applySetTooling, 'todo-deploy/environment': environment };
  const { metadata, data } = openingFields(opening);
  return {
    apiVersion,
    kind,
    metadata: { name, namespace, labels, annotations: { ...fixed, ...metadata.annotations } },
    data,
  };
}

function openingFields({ groupKinds, pending }: LedgerOpening) {
  return {
    metadata: { annotations: { [applySetKindsAnnotation]: groupKinds.toSorted().join() } },
    data: { [formatKey]: String(formatVersion), [pendingKey]: JSON.stringify(pending) },
  };
}

function isSameOpening(ledger: Ledger, opening: LedgerOpening): boolean {
  const { groupKinds, pending } = ledger;
  return JSON.stringify(openingFields({ groupKinds, pending })) === JSON.stringify(openingFields(opening));
}

/** Records what a unit runs, or with null that it is gone. */
export async function recordUnit(
  cluster: Cluster,
  ledger: Ledger,
  { unit, record, signal }: { readonly unit: string; readonly record: UnitRecord | null } & CallOptions,
): Promise<void> {
  const value = record && JSON.stringify(record);
  await cluster.merge(
    ledger.parent,
    { data: { [formatKey]: String(formatVersion), [unitKeyPrefix + unit]: value } },
    { signal },
  );
}

function parseData(live: KubernetesObject): Pick<Ledger, 'units' | 'pending'> {
  const object = refText({ ...live, ...live.metadata });
  const data = z.record(z.string(), z.string()).parse(live['data'] ?? {});
  const format = data[formatKey];
  if (format !== undefined && format !== String(formatVersion)) {
    throw new DeployError('LEDGER_UNREADABLE', { object, reason: `format ${format}` });
  }
  try {
    const entries = Object.entries(data).filter(([key]) => key.startsWith(unitKeyPrefix));
    const units = entries.map(
      ([key, value]) => [key.slice(unitKeyPrefix.length), recordSchema.parse(JSON.parse(value))] as const,
    );
    return {
      units: new Map(units),
      pending: z.array(pendingSchema).parse(JSON.parse(data[pendingKey] ?? '[]')),
    };
  } catch (error) {
    throw new DeployError('LEDGER_UNREADABLE', { object, reason: 'an entry is damaged' }, error);
  }
}
