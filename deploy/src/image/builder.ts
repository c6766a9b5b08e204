import type { RegistryClient, Repository } from '@todo/oci/registry';
import type { Digest } from '../unit.ts';
import type { BuilderChoice } from './choose-builder.ts';
import type { Dockerfile } from './dockerfile.ts';

/** One image to make and to push. */
export interface BuildRequest {
  readonly dockerfile: Dockerfile;
  /** The Dockerfile on disk, absolute; its folder is the build context. */
  readonly dockerfilePath: string;
  /** The context's folder as messages name it: `apps/backend`. */
  readonly contextName: string;
  readonly choice: BuilderChoice;
  readonly target: Repository & { readonly tag: string };
  /** Where the images of FROM and `COPY --from` really lie, by how the Dockerfile writes them. */
  readonly bases: ReadonlyMap<string, ResolvedBase>;
}

/** What every build of one deploy shares. */
export interface BuildSettings {
  readonly client: RegistryClient;
  /** Seconds since 1970. */
  readonly epoch: number;
  /** Folder for what may be deleted at any time, absolute. */
  readonly cacheFolder: string;
  /** Takes each line that a program prints. */
  readonly output: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** A base image, found in its registry or in a mirror of it. */
export interface ResolvedBase {
  readonly repository: Repository;
  readonly digest: Digest;
}

export interface BuiltImage {
  readonly digest: Digest;
  /** Bytes of blobs that the registry did not have; docker does not say. */
  readonly uploadedBytes?: number;
}

/** Makes the image of a Dockerfile and pushes it under the request's tag. */
export type ImageBuilder = (request: BuildRequest, settings: BuildSettings) => Promise<BuiltImage>;
