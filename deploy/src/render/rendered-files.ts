import { dump } from 'js-yaml';
import { groupOf, refText, type ObjectRef } from '../cluster/kubernetes-object.ts';
import { DeployError } from '../errors.ts';
import type { ManifestObject } from '../manifest/manifest.ts';
import type { KnownSecrets } from '../secrets/known-secrets.ts';

export interface RenderedFile {
  /** Relative, with `/`: `todo/deployment.apps_todo-backend.yaml`. */
  readonly path: string;
  readonly content: string;
  readonly isSecret: boolean;
}

export interface LeftOut {
  /** `Secret/todo/todo-auth`. */
  readonly object: string;
  readonly why: string;
}

export interface RenderedFiles {
  readonly files: readonly RenderedFile[];
  readonly leftOut: readonly LeftOut[];
}

export interface FileOptions {
  readonly environment: string;
  /** Write Secrets with their values; without, nothing secret is written. */
  readonly includeSecrets: boolean;
  readonly secrets: Pick<KnownSecrets, 'mask'>;
}

/**
 * One file per object, byte for byte the same for the same objects. What is generated anew by each rendering is left out,
 * and so are Secrets unless they are asked for.
 *
 * @throws DeployError SECRET_EXPOSED when another object holds what is secret
 */
export function renderedFiles(entries: readonly ManifestObject[], options: FileOptions): RenderedFiles {
  const leftOut = entries.flatMap((entry) => whyLeftOut(entry, options) ?? []);
  const names = new Set(leftOut.map(({ object }) => object));
  const written = entries.filter(({ ref }) => !names.has(refText(ref)));
  return { leftOut, files: written.map((entry) => fileOf(entry, options)) };
}

function whyLeftOut({ ref, isOnce }: ManifestObject, { includeSecrets }: FileOptions): LeftOut | undefined {
  const object = refText(ref);
  if (isOnce) return { object, why: 'made once, by the first deploy, and another one in each rendering' };
  if (ref.kind !== 'Secret' || includeSecrets) return undefined;
  return { object, why: 'its values would be on disk; --include-secrets writes them' };
}

function fileOf({ unit, ref, object }: ManifestObject, options: FileOptions): RenderedFile {
  const { environment, includeSecrets, secrets } = options;
  const text = dump(object, { noRefs: true, lineWidth: -1 });
  const isSecret = ref.kind === 'Secret';
  if (!includeSecrets && secrets.mask(text) !== text)
    throw new DeployError('SECRET_EXPOSED', { object: refText(ref) });
  const title = `# ${refText(ref)} of unit ${unit}, environment ${environment}; made by todo-deploy render\n`;
  return { path: pathOf(ref), content: title + text, isSecret };
}

/** A folder per namespace. Neither a kind nor a group has a `_`, and an object's name may have anything but `/` and `%`. */
function pathOf({ apiVersion, kind, namespace = 'cluster-wide', name }: ObjectRef): string {
  const group = groupOf(apiVersion);
  const type = [kind.toLowerCase(), ...(group ? [group] : [])].join('.');
  return `${namespace}/${type}_${encodeURIComponent(name)}.yaml`;
}
