import { createHash } from 'node:crypto';
import { refKey, refOf, type ObjectMetadata, type ObjectRef } from '../cluster/kubernetes-object.ts';
import type { Environment } from '../deploy-request.ts';
import { readKept, writeKept } from '../kept-file.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { ManifestObject } from '../manifest/manifest.ts';
import type { Manifest } from '../manifest/pin-manifest.ts';
import { renderingInputs } from '../manifest/rendering-inputs.ts';
import type { PublishedImage, Unit } from '../unit.ts';

/** What an environment was found to hold when there was nothing to change in it. No object is in it, so no Secret. */
interface Remembered {
  /** SHA-256 of what the objects were rendered from, values among it: the file is for its owner alone. */
  readonly inputs: string;
  /** SHA-256 of the ledger's records. */
  readonly ledger: string;
  /** By unit. */
  readonly images: Readonly<Record<string, string>>;
  readonly objects: readonly RememberedObject[];
}

interface RememberedObject extends Pick<ManifestObject, 'unit' | 'isOnce'> {
  readonly ref: ObjectRef;
  readonly metadata: Pick<ObjectMetadata, 'labels' | 'annotations'>;
}

export interface RecallRequest {
  /** Absolute. */
  readonly file: string;
  readonly environment: Environment;
  readonly units: readonly Unit[];
  readonly helm?: string | undefined;
}

export interface SettledFacts {
  readonly ledger: Ledger;
  readonly images: ReadonlyMap<string, PublishedImage>;
}

/**
 * Remembers what a chart rendered to, of the last time when that was what the cluster held. While the chart, what it is
 * given, the images and the ledger are what they were then, the same is wanted still, and nothing is rendered to know it.
 *
 * A chart that renders to something else each time is never remembered: what it renders to is never what the cluster holds.
 */
export class Recall {
  readonly #file: string;
  readonly #inputs: string | undefined;
  readonly #known: Remembered | undefined;

  private constructor(file: string, inputs: string | undefined) {
    this.#file = file;
    this.#inputs = inputs;
    const found = inputs === undefined ? undefined : readKept<Remembered>(file);
    this.#known = found?.inputs === inputs ? found : undefined;
  }

  static async open({ file, environment, units, helm }: RecallRequest): Promise<Recall> {
    const inputs = await renderingInputs({ ...environment, helm });
    const owners = units.map(({ name, image }) => [name, image?.repository]);
    return new Recall(file, inputs && sha256([formatVersion, inputs, owners]));
  }

  /** How much there was to render from the same inputs, and the units whose images that runs; undefined where unknown. */
  get outline(): { readonly objects: number; readonly imageUnits: readonly string[] } | undefined {
    const known = this.#known;
    return known && { objects: known.objects.length, imageUnits: Object.keys(known.images) };
  }

  /** What is wanted, as far as it takes to see that it is there: objects have their metadata alone. */
  manifest(facts: SettledFacts): Manifest | undefined {
    const known = this.#known;
    if (!known || known.ledger !== ledgerHash(facts) || !isSame(known.images, imageTexts(facts)))
      return undefined;
    const hashes = new Map(recordsOf(facts).map((record) => [refKey(record), record.hash]));
    const objects = known.objects.map(({ unit, ref, isOnce, metadata }): ManifestObject => {
      const { apiVersion, kind, ...name } = ref;
      const key = refKey(ref);
      const object = { apiVersion, kind, metadata: { ...name, ...metadata } };
      return { unit, ref, key, object, isOnce, hash: hashes.get(key) ?? '' };
    });
    return { objects, undefinedKinds: new Set() };
  }

  /** Remembers a manifest that was found to be what the cluster holds. */
  keep(manifest: Manifest, facts: SettledFacts): void {
    if (this.#inputs === undefined || manifest.undefinedKinds.size > 0) return;
    const objects = manifest.objects.map(({ unit, isOnce, object }) => {
      const { labels, annotations } = object.metadata;
      return { unit, ref: refOf(object), isOnce, metadata: { labels, annotations } };
    });
    const remembered: Remembered = {
      ...{ inputs: this.#inputs, ledger: ledgerHash(facts), images: imageTexts(facts) },
      objects,
    };
    writeKept(this.#file, remembered, 0o600);
  }
}

const formatVersion = 1;

function recordsOf({ ledger }: SettledFacts) {
  return [...ledger.units.values()].flatMap(({ objects }) => objects);
}

function ledgerHash({ ledger }: SettledFacts): string {
  return sha256([ledger.applySetId, [...ledger.units], ledger.pending]);
}

function imageTexts({ images }: SettledFacts): Readonly<Record<string, string>> {
  const texts = [...images].map(
    ([unit, { repository, digest, inputHash }]) => [unit, `${repository}@${digest} ${inputHash}`] as const,
  );
  return Object.fromEntries(texts);
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function sha256(facts: unknown): string {
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
}
