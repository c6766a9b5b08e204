import { createHash } from 'node:crypto';
import { canonicalJson } from '@todo/oci/registry';
import type { Digest } from '../unit.ts';

/** Counts up when a builder makes other bytes of the same inputs, so that images of older versions are built anew. */
const builderVersion = 2;

/** Everything an image is made from. */
export interface ImageInputs {
  /** Nx's hash of the unit's files, dependencies and options. */
  readonly inputHash: string;
  /** Of all images that the Dockerfile starts from or copies from. */
  readonly baseDigests: readonly Digest[];
  /** Seconds since 1970 for all times in the image. */
  readonly epoch: number;
}

/** The tag under which the image of these inputs lies in the registry: `h-` and 40 hex digits. */
export function imageKey({ inputHash, baseDigests, epoch }: ImageInputs): string {
  const inputs = canonicalJson({ inputHash, baseDigests, epoch, builderVersion });
  return `h-${createHash('sha256').update(inputs).digest('hex').slice(0, 40)}`;
}
