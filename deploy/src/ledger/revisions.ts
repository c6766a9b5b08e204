import * as z from 'zod';
import type { CallOptions, Cluster } from '../cluster/cluster.ts';
import { at, refKey, refOf, refText, textAt, type KubernetesObject } from '../cluster/kubernetes-object.ts';
import { DeployError } from '../errors.ts';
import { inputKinds, type UnitInputs } from '../inputs/unit-inputs.ts';
import type { ManifestObject } from '../manifest/manifest.ts';
import { unitSecretRef, type Ledger, type RevisionRecord } from './ledger.ts';
import { pack, unpack } from './pack.ts';

/**
 * What each of a unit's last revisions applied, so that it can be gone back to without its chart, values or commit.
 * Kept in the data of the unit's Secret: rendered objects may hold secrets.
 */
const revisionsMax = 10;

const entrySchema = z.object({
  hash: z.string(),
  isOnce: z.boolean(),
  object: z.custom<KubernetesObject>(
    (value) => typeof value === 'object' && value !== null && 'metadata' in value,
  ),
});

const revisionSchema = z.object({ objects: z.array(entrySchema) });

/** The key of a unit's Secret under which a revision is kept. */
export function revisionKey(revision: number): string {
  return `revision-${revision}`;
}

/** The key under which is kept what a revision was made from. */
export function inputsKey(revision: number): string {
  return `inputs-${revision}`;
}

/** What a revision was made from as the value of its key; the input hash tells which inputs these are. */
export function packInputs(kept: {
  readonly inputHash: string | undefined;
  readonly inputs: UnitInputs;
}): string {
  return pack(kept);
}

/** A revision as the value of its key. */
export function packRevision(entries: readonly ManifestObject[]): string {
  const objects = entries.map(({ hash, isOnce, object }) => ({ hash, isOnce, object }));
  return pack({ objects });
}

/** The revisions to keep before the next one: as many as there is room for, newest kept, oldest first. */
export function keptHistory(former: readonly RevisionRecord[], packedBytes: number): RevisionRecord[] {
  const room = Math.max(1, Math.floor(secretBytesMax / Math.max(1, packedBytes)) - 1);
  return former.slice(-Math.min(revisionsMax - 1, room));
}

/** A Secret may have 1 MiB; revisions of a unit are of about the same size. */
const secretBytesMax = 900_000;

/**
 * The objects of a revision, or undefined when it is no longer kept.
 *
 * @throws DeployError LEDGER_UNREADABLE
 */
export async function readRevision(
  cluster: Cluster,
  ledger: Ledger,
  { unit, revision, signal }: { readonly unit: string; readonly revision: number } & CallOptions,
): Promise<readonly ManifestObject[] | undefined> {
  const ref = unitSecretRef(ledger, unit);
  const secret = await cluster.get(ref, { signal });
  const packed = textAt(at(secret, 'data'), revisionKey(revision));
  if (packed === undefined) return undefined;
  try {
    return revisionSchema.parse(unpack(packed)).objects.map((entry) => asManifestObject(unit, entry));
  } catch (error) {
    throw new DeployError(
      'LEDGER_UNREADABLE',
      { object: refText(ref), reason: `revision ${revision} is damaged` },
      error,
    );
  }
}

/** Which inputs are meant: those of a unit's revision, as long as it is of this input hash. */
type InputsOfRevision = Pick<RevisionRecord, 'revision' | 'inputHash'> & { readonly unit: string };

/**
 * What a revision of a unit was made from; undefined where that was not kept.
 *
 * @throws DeployError LEDGER_UNREADABLE
 */
export async function readInputs(
  cluster: Cluster,
  ledger: Ledger,
  { unit, revision, inputHash, signal }: InputsOfRevision & CallOptions,
): Promise<UnitInputs | undefined> {
  const ref = unitSecretRef(ledger, unit);
  const packed = textAt(at(await cluster.get(ref, { signal }), 'data'), inputsKey(revision));
  try {
    const kept = packed === undefined ? undefined : keptInputsSchema.parse(unpack(packed));
    return kept?.inputHash === inputHash ? kept?.inputs : undefined;
  } catch (error) {
    const reason = `what revision ${revision} was made from is damaged`;
    throw new DeployError('LEDGER_UNREADABLE', { object: refText(ref), reason }, error);
  }
}

const keptInputsSchema = z.object({
  inputHash: z.string().exactOptional(),
  inputs: z.partialRecord(z.enum(inputKinds), z.record(z.string(), z.string())),
});

function asManifestObject(
  unit: string,
  { hash, isOnce, object }: z.infer<typeof entrySchema>,
): ManifestObject {
  const ref = refOf(object);
  return { unit, ref, key: refKey(ref), object, hash, isOnce };
}
