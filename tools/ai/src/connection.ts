import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { AiError } from './errors.ts';

const text = z.string().min(1);
const connectionSchema = z.object({ kubeconfig: text, context: text, registry: text, address: text });

/** Where an environment's cluster is, as the connection file says. */
export type Connection = z.output<typeof connectionSchema>;

/**
 * Reads the connection file.
 *
 * @throws AiError CONNECTION_MISSING, CONNECTION_INVALID
 */
export function readConnection(file: string): Connection {
  if (!existsSync(file)) throw new AiError('CONNECTION_MISSING', { file });
  const parsed = connectionSchema.safeParse(parse(readFileSync(file, 'utf8')));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new AiError('CONNECTION_INVALID', { file, why: `${issue?.path.join('.')} ${issue?.message}` });
}

interface Named {
  readonly name: string;
}

interface Kubeconfig {
  readonly contexts?: readonly (Named & { context: { cluster: string; user: string; namespace?: string } })[];
  readonly clusters?: readonly (Named & { cluster: Record<string, unknown> })[];
  readonly users?: readonly (Named & { user: Record<string, unknown> })[];
}

/**
 * A kubeconfig with one context and nothing else, so that whoever gets it can neither choose nor meet another cluster. It
 * names no other file.
 *
 * @throws AiError CONNECTION_INVALID when the kubeconfig lacks the context
 */
export function narrowKubeconfig({ kubeconfig, context }: Connection, namespace?: string): object {
  const { contexts, clusters, users } = readKubeconfig(kubeconfig);
  const found = named(contexts, context)?.context;
  const cluster = named(clusters, found?.cluster)?.cluster;
  const user = named(users, found?.user)?.user;
  if (!found || !cluster || !user) {
    throw new AiError('CONNECTION_INVALID', { file: kubeconfig, why: `it has no context ${context}` });
  }
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': context,
    contexts: [{ name: context, context: { ...found, ...(namespace && { namespace }) } }],
    clusters: [{ name: found.cluster, cluster: withoutFiles(cluster, kubeconfig) }],
    users: [{ name: found.user, user: withoutFiles(user, kubeconfig) }],
  };
}

function named<Item extends Named>(items: readonly Item[] = [], name: string | undefined): Item | undefined {
  return items.find((item) => item.name === name);
}

function readKubeconfig(file: string): Kubeconfig {
  const text = readFile(file).toString('utf8');
  try {
    return parse(text) as Kubeconfig;
  } catch (error) {
    throw new AiError('CONNECTION_INVALID', { file, why: reasonOf(error) }, error);
  }
}

/** Fields that name a file, and those that hold what it says instead. */
const fileFields: Readonly<Record<string, { readonly field: string; readonly encoding: BufferEncoding }>> = {
  'certificate-authority': { field: 'certificate-authority-data', encoding: 'base64' },
  'client-certificate': { field: 'client-certificate-data', encoding: 'base64' },
  'client-key': { field: 'client-key-data', encoding: 'base64' },
  tokenFile: { field: 'token', encoding: 'utf8' },
};

/** Files that a kubeconfig names lie beside it, where a container would not find them. */
function withoutFiles(part: Readonly<Record<string, unknown>>, kubeconfig: string): Record<string, unknown> {
  const entries = Object.entries(part).map(([name, value]): [string, unknown] => {
    const held = Object.hasOwn(fileFields, name) ? fileFields[name] : undefined;
    if (!held || typeof value !== 'string') return [name, value];
    return [
      held.field,
      readFile(resolve(dirname(kubeconfig), value))
        .toString(held.encoding)
        .trim(),
    ];
  });
  return Object.fromEntries(entries);
}

function readFile(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new AiError('CONNECTION_INVALID', { file, why: reasonOf(error) }, error);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The namespace that the environment of the connection file has, by its own file. */
export function readNamespace(workspaceRoot: string): string | undefined {
  const file = join(workspaceRoot, 'deploy/environments/local.yaml');
  if (!existsSync(file)) return undefined;
  const { namespace } = parse(readFileSync(file, 'utf8')) as { namespace?: string };
  return namespace;
}
