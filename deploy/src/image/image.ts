import type { RegistryClient } from '@todo/oci/registry';
import type { Report } from '../report/events.ts';
import type { PublishedImage, Unit } from '../unit.ts';
import type { LookUp } from './look-up.ts';

/** What looking up images needs. */
export interface ImagePlaces {
  /** Where images are pushed to and pulled from: `localhost:5001`. */
  readonly registry: string;
  /** Registries that others are looked up in first, see `mirrorOf`. */
  readonly mirrors: Readonly<Record<string, string>>;
  /** Absolute. */
  readonly workspaceRoot: string;
  /** Seconds since 1970 for all times in images (SOURCE_DATE_EPOCH); default 0. */
  readonly epoch?: number;
  readonly signal?: AbortSignal;
  /** Default: a new one with the credentials of `docker login`. */
  readonly client?: RegistryClient;
}

export interface ImageOptions extends ImagePlaces {
  readonly report: Report;
  /** Where looking up has begun already. */
  readonly lookUp?: LookUp | undefined;
}

export interface EnsureOptions extends ImageOptions {
  /** Runs what the images are made from (`nx build`) for all units that have none, at once. */
  readonly buildProjects: (units: readonly Unit[]) => Promise<void>;
}

/** Images by the name of their unit. */
export type Images = ReadonlyMap<string, PublishedImage>;
