export * from './registry.ts';
export { readBaseImage } from './base-image.ts';
export { type Digest, digestOf, isDigest } from './digest.ts';
export { copyImage } from './copy-image.ts';
export { type BaseImage, buildImage, type Image, type ImageParts, rfc3339 } from './image.ts';
export { type Layer, type LayerEntry, type LayerOptions, writeLayer } from './layer.ts';
export { type LayerListing, listLayer, type ListedEntry } from './list-layer.ts';
export {
  type ContainerConfig,
  type Descriptor,
  type HistoryEntry,
  type ImageConfig,
  type Manifest,
  mediaTypes,
  type Platform,
} from './manifest.ts';
export { copyLayer, pushImage, type PushOptions, type PushResult } from './push-image.ts';
