import { refText } from '../cluster/kubernetes-object.ts';
import type { DeployScope } from '../deploy-request.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { hashAnnotation, hashOf, type ManifestObject } from '../manifest/manifest.ts';
import { mapImages, unpublishedImage } from '../manifest/pin-images.ts';
import type { PublishedImage, Unit } from '../unit.ts';
import type { Change } from './change-set.ts';

export interface HashedFacts {
  readonly run: Pick<DeployScope, 'request' | 'units'>;
  readonly ledger: Pick<Ledger, 'units'>;
  readonly images: ReadonlyMap<string, PublishedImage>;
  readonly changes: readonly Change[];
}

const hashDigits = 16;

/**
 * Names a plan by what it would change, and in what state of the cluster: revisions of the ledger, versions of the objects,
 * what they are to be. Whoever was shown a plan gives the hash to have exactly that carried out. Images count by what they
 * are made from, so that the hash is the same before they are built and after. What Secrets hold is left out, as nobody may
 * find it by trying.
 *
 * @returns 16 hex digits
 */
export function planHash(facts: HashedFacts): string {
  const { run, ledger } = facts;
  const { environment, connection } = run.request;
  const whole = {
    place: [connection.context, environment.namespace, environment.release],
    revisions: [...ledger.units].map(([unit, { revision }]) => `${unit} ${revision}`).sort(),
    changes: changeHashes(facts),
  };
  return hashOf(whole).slice(0, hashDigits);
}

/** One for each object that is to be changed, in the order of the changes: what it is, and what it is to be. */
export function changeHashes({ run, images, changes }: HashedFacts): readonly string[] {
  const names = imageNames(run.units, images);
  return changes
    .filter(({ action }) => action !== 'unchanged')
    .map(({ ref, action, state, entry, isForced, takeover }) =>
      hashOf([refText(ref), action, state, isForced, takeover, entry && contentOf(entry, names)]),
    );
}

/** By the name that a manifest has for an image: what it is made from. */
function imageNames(
  units: readonly Unit[],
  images: ReadonlyMap<string, PublishedImage>,
): ReadonlyMap<string, string> {
  const published = [...images.values()].map(
    ({ repository, digest, unit, inputHash }) => [`${repository}@${digest}`, `${unit} ${inputHash}`] as const,
  );
  const unpublished = units.flatMap(({ name, image }) =>
    image ? [[unpublishedImage(image), `${name} ${image.inputHash}`] as const] : [],
  );
  return new Map([...unpublished, ...published]);
}

function contentOf({ ref, object, isOnce }: ManifestObject, names: ReadonlyMap<string, string>): unknown {
  if (ref.kind === 'Secret' || isOnce) return undefined;
  const { annotations = {}, ...metadata } = object.metadata;
  // That of a Job follows from the digests of its images.
  const { [hashAnnotation]: _hash, ...others } = annotations;
  const named = mapImages(object, (image) => names.get(image) ?? image);
  return { ...named, metadata: { ...metadata, annotations: others } };
}
