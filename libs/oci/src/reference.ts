import { type Digest, isDigest } from './digest.ts';
import { OciError } from './errors.ts';

/** A named collection of images in one registry. */
export interface Repository {
  /** Host and port: `localhost:5001`, `docker.io`. */
  readonly registry: string;
  /** `library/postgres` */
  readonly path: string;
}

/** One image of a repository; the digest wins where both are given. */
export interface Reference extends Repository {
  readonly tag?: string;
  readonly digest?: Digest;
}

const pathPattern = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const tagPattern = /^[\w][\w.-]{0,127}$/;

/**
 * Reads an image reference as Docker does: no registry means `docker.io`, one path component there means `library/`,
 * no tag and no digest means `latest`. Grammar: OCI distribution-spec, "Pulling manifests".
 *
 * @throws OciError REFERENCE_INVALID
 */
export function parseReference(text: string): Reference {
  const [named = '', digest] = splitOnce(text, '@');
  const { registry, rest } = splitRegistry(named);
  const [bare = '', tag] = splitOnce(rest, ':');
  const path = registry === 'docker.io' && !bare.includes('/') ? `library/${bare}` : bare;
  if (!pathPattern.test(path)) throw invalid(text, `"${bare}" is not a repository name`);
  const repository = { registry, path };
  if (digest === undefined) return { ...repository, tag: checkTag(tag ?? 'latest', text) };
  if (!isDigest(digest)) throw invalid(text, `"${digest}" is not a sha256 digest`);
  return { ...repository, ...(tag === undefined ? {} : { tag: checkTag(tag, text) }), digest };
}

/** The full text of a reference: registry, path, tag, digest. */
export function formatReference({ registry, path, tag, digest }: Reference): string {
  return `${registry}/${path}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

/**
 * Where an image is looked for first: `mirrors` maps a registry to the prefix under which its images are mirrored,
 * `{ 'gcr.io': 'localhost:5001/gcr.io' }`. Undefined without a mirror for its registry.
 */
export function mirrorOf(
  reference: Reference,
  mirrors: Readonly<Record<string, string>>,
): Reference | undefined {
  const prefix = mirrors[reference.registry];
  if (prefix === undefined) return undefined;
  const [registry = '', ...folders] = prefix.split('/');
  return { ...reference, registry, path: [...folders, reference.path].join('/') };
}

function checkTag(tag: string, reference: string): string {
  if (!tagPattern.test(tag)) throw invalid(reference, `"${tag}" is not a tag`);
  return tag;
}

function splitRegistry(name: string): { registry: string; rest: string } {
  const [first = '', rest] = splitOnce(name, '/');
  const isHost = rest !== undefined && (/[.:]/.test(first) || first === 'localhost');
  if (!isHost) return { registry: 'docker.io', rest: name };
  return { registry: first === 'index.docker.io' ? 'docker.io' : first, rest };
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function invalid(reference: string, why: string): OciError {
  return new OciError('REFERENCE_INVALID', { reference, why });
}
