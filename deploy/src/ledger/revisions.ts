import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { z } from 'zod';
import type { CallOptions, Cluster } from '../cluster/cluster.ts';
import {
  refKey,
  refOf,
  refText,
  type KubernetesObject,
  type ObjectRef,
} from '../cluster/kubernetes-object.ts';
import { DeployError } from '../errors.ts';
import type { ManifestObject } from '../manifest/manifest.ts';
import type { Ledger } from './ledger.ts';

/**
 * What each of a unit's last revisions applied, so that it can be gone back to without its chart, values or commit.
 * Kept in one Secret per unit: rendered objects may hold secrets.
 */
const revisionsMax = 5;
const keyPrefix = 'revision-';

const entrySchema = z.object({
  hash: z.string(),
  isOnce: z.boolean(),
  object: z.custom<KubernetesObject>(
    (value) => typeof value === 'object' && value !== null && 'metadata' in value,
  ),
});

/** Adds a revision, and lets go of those that are too old. */
export async function saveRevision(
  cluster: Cluster,
  ledger: Ledger,
  {
    unit,
    revision,
    entries,
    signal,
  }: RevisionName & { readonly entries: readonly ManifestObject[] } & CallOptions,
): Promise<void> {
  const { apiVersion, kind, name, namespace = '' } = revisionsRef(ledger, unit);
  const text = JSON.stringify(entries.map(({ hash, isOnce, object }) => ({ hash, isOnce, object })));
  const packed = (await promisify(gzip)(text)).toString('base64');
  const former = packedRevisions(await cluster.get(revisionsRef(ledger, unit), { signal }));
  const kept = [...former].filter(([number]) => number > revision - revisionsMax && number < revision);
  const data = Object.fromEntries(
    [...kept, [revision, packed] as const].map(([number, pack]) => [keyPrefix + number, pack]),
  );
  const metadata = { name, namespace, labels: { 'app.kubernetes.io/managed-by': 'todo-deploy' } };
  await cluster.apply({ apiVersion, kind, metadata, type: 'todo-deploy/revisions', data }, { signal });
}

/**
 * The objects of a revision, or undefined when it is no longer kept.
 *
 * @throws DeployError LEDGER_UNREADABLE
 */
export async function readRevision(
  cluster: Cluster,
  ledger: Ledger,
  { unit, revision, signal }: RevisionName & CallOptions,
): Promise<readonly ManifestObject[] | undefined> {
  const ref = revisionsRef(ledger, unit);
  const packed = packedRevisions(await cluster.get(ref, { signal })).get(revision);
  if (packed === undefined) return undefined;
  try {
    const text = (await promisify(gunzip)(Buffer.from(packed, 'base64'))).toString('utf8');
    return z
      .array(entrySchema)
      .parse(JSON.parse(text))
      .map((entry) => asManifestObject(unit, entry));
  } catch (error) {
    throw new DeployError(
      'LEDGER_UNREADABLE',
      { object: refText(ref), reason: `revision ${revision} is damaged` },
      error,
    );
  }
}

/** Removes all revisions of a unit that is no more. */
export async function dropRevisions(
  cluster: Cluster,
  ledger: Ledger,
  { unit, signal }: Pick<RevisionName, 'unit'> & CallOptions,
): Promise<void> {
  await cluster.delete(revisionsRef(ledger, unit), { signal });
}

interface RevisionName {
  readonly unit: string;
  readonly revision: number;
}

/** By their number, as the Secret holds them. */
function packedRevisions(secret: KubernetesObject | undefined): ReadonlyMap<number, string> {
  const data = z.record(z.string(), z.string()).safeParse(secret?.['data']).data ?? {};
  const entries = Object.entries(data).filter(([key]) => key.startsWith(keyPrefix));
  return new Map(entries.map(([key, packed]) => [Number(key.slice(keyPrefix.length)), packed]));
}

function revisionsRef({ parent }: Ledger, unit: string): ObjectRef {
  return { ...parent, kind: 'Secret', name: `${parent.name}.${unit}` };
}

function asManifestObject(
  unit: string,
  { hash, isOnce, object }: z.infer<typeof entrySchema>,
): ManifestObject {
  const ref = refOf(object);
  return { unit, ref, key: refKey(ref), object, hash, isOnce };
}
