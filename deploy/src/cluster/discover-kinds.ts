import { recordsAt, textAt } from './kubernetes-object.ts';
import type { Resource } from './resources.ts';

const aggregated = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/**
 * Every kind whose objects can be listed, in the first version of its group: that is the preferred one. Two requests,
 * as Kubernetes 1.30 and later answer them.
 *
 * @param get one request, its answer parsed
 */
export async function discoverKinds(
  get: (path: string, accept: string) => Promise<unknown>,
): Promise<readonly Resource[]> {
  const answers = await Promise.all(['/api', '/apis'].map((path) => get(path, aggregated)));
  return answers.flatMap((answer) => recordsAt(answer, 'items').flatMap(kindsOfGroup));
}

function kindsOfGroup(group: Readonly<Record<string, unknown>>): readonly Resource[] {
  const name = textAt(group, 'metadata', 'name');
  const seen = new Set<string>();
  return recordsAt(group, 'versions').flatMap((version) => {
    const number = textAt(version, 'version') ?? '';
    const apiVersion = name ? `${name}/${number}` : number;
    const kinds = recordsAt(version, 'resources').flatMap((resource) => kindOf(resource, apiVersion));
    const fresh = kinds.filter(({ kind }) => !seen.has(kind));
    for (const { kind } of fresh) seen.add(kind);
    return fresh;
  });
}

function kindOf(resource: Readonly<Record<string, unknown>>, apiVersion: string): readonly Resource[] {
  const kind = textAt(resource, 'responseKind', 'kind');
  const plural = textAt(resource, 'resource');
  const verbs: unknown = resource['verbs'];
  if (!kind || !plural || !Array.isArray(verbs) || !verbs.includes('list')) return [];
  return [{ apiVersion, kind, plural, isNamespaced: resource['scope'] === 'Namespaced' }];
}
