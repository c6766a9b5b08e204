import { createRegistryClient, parseReference } from '@todo/oci/registry';
import { connectCluster } from './cluster/client.ts';
import type { CallOptions, Cluster } from './cluster/cluster.ts';
import type { DeployContext, DeployRequest, DeployResult } from './deploy-request.ts';
import { DeployRun } from './deploy-run.ts';
import { DeployError } from './errors.ts';
import type { Target } from './history/choose-targets.ts';
import {
  ledgerParent,
  readLedger,
  type Ledger,
  type RevisionRecord,
  type UnitRecord,
} from './ledger/ledger.ts';
import { readInputs, readRevision } from './ledger/revisions.ts';
import type { ManifestObject } from './manifest/manifest.ts';
import { imagesOf } from './manifest/pin-images.ts';
import { compareManifest } from './plan/compare-with-cluster.ts';
import { count } from './report/format.ts';
import { bringAbout } from './rollout/bring-about.ts';
import type { PublishedImage, Unit } from './unit.ts';

export interface RedeployRequest extends Omit<
  DeployRequest,
  'units' | 'only' | 'images' | 'inputsOf' | 'commit' | 'helm' | 'adopt' | 'note'
> {
  /** Which revision of which units is applied again. */
  readonly choose: (ledger: Ledger) => ReadonlyMap<string, Target>;
  /** Whether fields are taken over that others changed since: that is what is to be undone. */
  readonly takesOver?: boolean;
  /** What is changed about the objects of these revisions. */
  readonly alter?: (entries: readonly ManifestObject[]) => readonly ManifestObject[];
}

/**
 * Applies revisions that units had, with all that a deploy does: a plan that is agreed to, the lease, watched to ready,
 * recorded as new revisions. What was applied then is kept in the cluster, so that neither chart nor values, commit or build
 * are needed; only the images must still be in the registry.
 *
 * @throws DeployError what `choose` and `alter` throw, REVISION_UNKNOWN, REVISION_IMAGE_GONE, and what a deploy ends with
 */
export async function redeploy(request: RedeployRequest, context: DeployContext): Promise<DeployResult> {
  const { environment, connection, choose, takesOver, alter = (entries) => entries } = request;
  const { signal } = context;
  const cluster = await connectCluster(connection.kubeconfig, connection.context);
  const read = () => readLedger(cluster, ledgerParent(environment), { signal });
  const known = await read();
  // Chosen once: what is agreed to stays what is gone back to, whatever is deployed meanwhile.
  const targets = choose(known);
  const images = imagesOfTargets(targets);
  const own = [...targets.keys()].flatMap((unit) => known.units.get(unit)?.objects ?? []);
  const run = new DeployRun(
    {
      ...request,
      units: [...known.units].map(([name, record]) => unitOf(name, record)),
      only: [...targets.keys()],
      ...(takesOver && { forceConflicts: own.map(({ kind, name }) => `${kind}/${name}`) }),
      images: () => Promise.resolve(images),
      areImagesFromElsewhere: true,
      inputsOf: ({ name: unit }) => {
        const target = targets.get(unit);
        return target ? readInputs(cluster, known, { ...target, unit, signal }) : Promise.resolve(undefined);
      },
    },
    context,
  );
  return run.toEnd(async () => {
    const readTargets = async () =>
      alter(await readRevisions(cluster, known, { revisions: targets, signal }));
    const entries = await run.phase(
      'manifest',
      readTargets,
      ({ length }) => `${count(length, 'object')} as ${length === 1 ? 'it was' : 'they were'}`,
    );
    run.secrets.learn(entries.map(({ object }) => object));
    const check = () => checkImages(entries, { targets, registry: connection.registry, signal });
    await run.phase('images', check, (count) => `${count} in the registry`);

    return bringAbout(async (options) => {
      const ledger = await read();
      const revisions = new Map([...ledger.units].filter(([unit]) => !targets.has(unit)));
      const others = await readRevisions(cluster, ledger, { revisions, signal });
      const manifest = { objects: [...entries, ...others], undefinedKinds: new Set<string>() };
      const work = { run, cluster, ledger, images, targets };
      return { ...work, ...(await compareManifest(manifest, { ...work, ...options })) };
    }, run);
  });
}

/** A unit as the ledger knows it: what it waits for is not kept, but that what is shared comes first. */
function unitOf(name: string, { digest, inputHash = '' }: UnitRecord): Unit {
  const image = digest && { repository: name, dockerfile: '', inputHash };
  return { name, root: '', after: [], ...(image && { image }) };
}

function imagesOfTargets(targets: ReadonlyMap<string, RevisionRecord>): ReadonlyMap<string, PublishedImage> {
  const images = [...targets].flatMap(([unit, { digest, inputHash = '' }]) =>
    digest ? [{ unit, repository: unit, digest, inputHash }] : [],
  );
  return new Map(images.map((image) => [image.unit, image]));
}

/** What these revisions of units applied. */
async function readRevisions(
  cluster: Cluster,
  ledger: Ledger,
  {
    revisions,
    signal,
  }: { readonly revisions: ReadonlyMap<string, Pick<RevisionRecord, 'revision'>> } & CallOptions,
): Promise<readonly ManifestObject[]> {
  const read = async ([unit, { revision }]: readonly [string, Pick<RevisionRecord, 'revision'>]) => {
    const entries = await readRevision(cluster, ledger, { unit, revision, signal });
    if (entries) return entries;
    throw new DeployError('REVISION_UNKNOWN', { unit, wanted: revision, known: [] });
  };
  return (await Promise.all([...revisions].map(read))).flat();
}

interface ImageCheck extends CallOptions {
  readonly targets: ReadonlyMap<string, RevisionRecord>;
  readonly registry: string;
}

/**
 * Looks for each image that was published by a deploy; those of others are whoever's they are.
 *
 * @returns how many there are
 */
async function checkImages(
  entries: readonly ManifestObject[],
  { targets, registry, signal }: ImageCheck,
): Promise<number> {
  const client = createRegistryClient();
  const images = [...targets].flatMap(([unit, { revision }]) => {
    const own = entries.filter((entry) => entry.unit === unit).map(({ object }) => object);
    return imagesOf(own).map((image) => ({ unit, revision, image }));
  });
  const ours = images.filter(({ image }) => image.startsWith(`${registry}/`));
  await Promise.all(
    ours.map(async (fact) => {
      const found = await client.headManifest(parseReference(fact.image), { signal });
      if (!found) throw new DeployError('REVISION_IMAGE_GONE', fact);
    }),
  );
  return ours.length;
}
