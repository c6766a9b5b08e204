import { AppError } from '@todo/errors';
import { formatReference, mirrorOf, type Reference, type RegistryClient } from '@todo/oci/registry';
import { DeployError } from '../errors.ts';
import type { BaseReference } from './base-references.ts';
import type { ResolvedBase } from './builder.ts';

export interface ResolveOptions {
  readonly client: RegistryClient;
  readonly mirrors: Readonly<Record<string, string>>;
  /** For messages. */
  readonly dockerfile: string;
  readonly signal?: AbortSignal;
}

/** Finds out where a base image lies and which digest its name has now. */
export type ResolveBase = (base: BaseReference, options: ResolveOptions) => Promise<ResolvedBase>;

/**
 * A resolver that asks once per image, however many units are made from it: first the registry's mirror, if it has
 * one, then the registry itself. A name with a digest is asked for nothing but whether a mirror has it.
 *
 * @returns a function that throws DeployError BASE_IMAGE_UNAVAILABLE
 */
export function createBaseResolver(): ResolveBase {
  const asked = new Map<string, Promise<ResolvedBase | undefined>>();
  return async (base, options) => {
    const { text, line, reference } = base;
    const key = formatReference(reference);
    const found = asked.get(key) ?? locate(reference, options);
    asked.set(key, found);
    const place = { dockerfile: options.dockerfile, line, reference: text };
    let resolved: ResolvedBase | undefined;
    try {
      resolved = await found;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      throw new DeployError('BASE_IMAGE_UNAVAILABLE', { ...place, why: error.message }, error);
    }
    if (resolved) return resolved;
    throw new DeployError('BASE_IMAGE_UNAVAILABLE', { ...place, why: 'its registry has no such image' });
  };
}

async function locate(
  reference: Reference,
  { client, mirrors, signal }: ResolveOptions,
): Promise<ResolvedBase | undefined> {
  const mirror = mirrorOf(reference, mirrors);
  for (const place of mirror ? [mirror, reference] : [reference]) {
    const { registry, path } = place;
    const descriptor = await client.headManifest(place, { signal });
    if (descriptor) return { repository: { registry, path }, digest: descriptor.digest };
  }
  return undefined;
}
