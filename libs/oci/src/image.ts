import { canonicalJson } from './canonical-json.ts';
import { type Digest, digestOf } from './digest.ts';
import type { Layer } from './layer.ts';
import {
  type ContainerConfig,
  type Descriptor,
  type HistoryEntry,
  type ImageConfig,
  type Manifest,
  type Platform,
  mediaTypes,
} from './manifest.ts';
import type { Repository } from './reference.ts';

/** An image that others are made from, as its registry holds it. */
export interface BaseImage {
  /** Where its layers lie. */
  readonly repository: Repository;
  /** Of its manifest for the platform. */
  readonly digest: Digest;
  readonly layers: readonly Descriptor[];
  readonly config: ImageConfig;
}

/** What an image is made of; `base` undefined means from scratch. */
export interface ImageParts {
  readonly base?: BaseImage;
  readonly layers: readonly Layer[];
  readonly config: ContainerConfig;
  /** For the parts above the base. */
  readonly history?: readonly HistoryEntry[];
  /** Seconds since 1970 that the image says it was created at. */
  readonly epoch?: number;
  /** Default: the base's, else linux/amd64. */
  readonly platform?: Platform;
}

/** A layer that lies in another repository. */
export interface CopiedLayer {
  readonly descriptor: Descriptor;
  readonly repository: Repository;
}

/** Where a layer's bytes come from when a registry lacks them. */
export type LayerSource = CopiedLayer | { readonly descriptor: Descriptor; readonly file: string };

/** An image that is complete but not yet in a registry: equal parts give equal digests. */
export interface Image {
  readonly digest: Digest;
  readonly manifest: Manifest;
  readonly manifestBytes: Uint8Array<ArrayBuffer>;
  readonly configBytes: Uint8Array<ArrayBuffer>;
  readonly layers: readonly LayerSource[];
}

/** Puts an image's config and manifest (OCI image-spec) around its layers. */
export function buildImage(parts: ImageParts): Image {
  const { base, layers } = parts;
  const configBytes = encode(makeConfig(parts));
  const sources: LayerSource[] = [
    ...(base ? layersOf(base) : []),
    ...layers.map(({ descriptor, file }) => ({ descriptor, file })),
  ];
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: { mediaType: mediaTypes.config, digest: digestOf(configBytes), size: configBytes.length },
    layers: sources.map(({ descriptor }) => descriptor),
  };
  const manifestBytes = encode(manifest);
  return { digest: digestOf(manifestBytes), manifest, manifestBytes, configBytes, layers: sources };
}

function makeConfig({ base, layers, config, history = [], epoch = 0, platform }: ImageParts): ImageConfig {
  const inherited = base?.config ?? scratch;
  const { os, architecture, variant } = platform ?? inherited;
  return {
    os,
    architecture,
    ...(variant === undefined ? {} : { variant }),
    created: rfc3339(epoch),
    config,
    rootfs: {
      type: 'layers',
      diff_ids: [...inherited.rootfs.diff_ids, ...layers.map(({ diffId }) => diffId)],
    },
    // one entry per layer, also where the base does not say how its own were made
    history: [...(inherited.history ?? inherited.rootfs.diff_ids.map(() => ({}))), ...history],
  };
}

const scratch: ImageConfig = {
  os: 'linux',
  architecture: 'amd64',
  config: {},
  rootfs: { type: 'layers', diff_ids: [] },
};

/** `1970-01-01T00:00:00Z` for 0 seconds. */
export function rfc3339(epoch: number): string {
  return new Date(epoch * 1000).toISOString().replace('.000Z', 'Z');
}

function layersOf({ layers, repository }: BaseImage): LayerSource[] {
  return layers.map((descriptor) => ({ descriptor: toOci(descriptor), repository }));
}

/** Docker's layers are OCI's layers under another media type; one manifest must not mix both. */
function toOci({ mediaType, digest, size }: Descriptor): Descriptor {
  const renamed: Readonly<Record<string, string>> = {
    [mediaTypes.dockerLayer]: mediaTypes.layer,
    [mediaTypes.dockerLayerGzip]: mediaTypes.layerGzip,
  };
  return { mediaType: renamed[mediaType] ?? mediaType, digest, size };
}

function encode(value: unknown): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(canonicalJson(value)));
}
