import type { CallOptions, Cluster } from '../cluster/cluster.ts';
import { isRecord, type KubernetesObject } from '../cluster/kubernetes-object.ts';
import { DeployError } from '../errors.ts';

/** Shorter values are words of any log, and masking them would hide what is no secret. */
const lengthMin = 6;

/** Replaces every value of these Secrets in a text, plain, as JSON or URL writes it, or in base64. */
export function secretMask(secrets: readonly KubernetesObject[]): (text: string) => string {
  const values = [...new Set(secrets.flatMap(valuesOf))].filter((value) => value.length >= lengthMin);
  const longestFirst = values.toSorted((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((masked, value) => masked.replaceAll(value, '***'), text);
}

/** The environment's Secrets as they are in the cluster; undefined where they cannot be read. */
export async function readSecrets(
  cluster: Cluster,
  { namespace, signal }: { readonly namespace: string } & CallOptions,
): Promise<readonly KubernetesObject[] | undefined> {
  try {
    return await cluster.list({ apiVersion: 'v1', kind: 'Secret', namespace }, { signal });
  } catch (error) {
    if (error instanceof DeployError) return undefined;
    throw error;
  }
}

function valuesOf(secret: KubernetesObject): readonly string[] {
  const encoded = texts(secret['data']);
  const plain = [
    ...encoded.map((value) => Buffer.from(value, 'base64').toString('utf8')),
    ...texts(secret['stringData']),
  ];
  const trimmed = plain.map((value) => value.trim());
  const written = trimmed.flatMap((value) => [
    value,
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value),
  ]);
  const lines = trimmed
    .filter((value) => value.includes('\n'))
    .flatMap((value) => value.split('\n').map((line) => line.trim()));
  return [...encoded, ...written, ...lines, ...trimmed.flatMap(passwordOfUrl)];
}

function texts(record: unknown): readonly string[] {
  return isRecord(record) ? Object.values(record).filter((value) => typeof value === 'string') : [];
}

/** A connection URL's password is as secret as the URL. */
function passwordOfUrl(value: string): readonly string[] {
  const password = URL.canParse(value) ? new URL(value).password : '';
  return password ? [password, unescape(password)] : [];
}

function unescape(password: string): string {
  try {
    return decodeURIComponent(password);
  } catch {
    return password;
  }
}
