import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Connection } from './deploy-request.ts';
import { clusterFile, kubeconfigFile } from './env.ts';
import { DeployError } from './errors.ts';
import type { ConnectionOptions } from './options.ts';

/** The connection, and the addresses at which the environment's users reach it. */
export interface ConnectionFile extends Connection {
  /** `http://localhost:8080`, without a slash at its end. */
  readonly address: string;
  readonly secureAddress?: string;
}

/** Where the connection file lies: in the workspace's `.todo/cluster.json`, unless `TODO_CLUSTER_FILE` names another. */
export function connectionPath(workspaceRoot: string): string {
  return clusterFile ?? join(workspaceRoot, '.todo/cluster.json');
}

/**
 * Reads the connection file, which whoever started the cluster wrote, and puts the given options in place of its parts.
 * It need not exist when the options say all that it would.
 *
 * @throws DeployError CONNECTION_MISSING, CONNECTION_INVALID
 */
export function readConnection(file: string, options: ConnectionOptions = {}): ConnectionFile {
  const given = onlyGiven(options);
  if (existsSync(file)) return { ...readFile(file), ...overriding(given) };
  const { context, registry, address } = given;
  if (!context || !registry || !address) {
    const missing = (['context', 'registry', 'address'] as const).filter((name) => !given[name]);
    throw new DeployError('CONNECTION_MISSING', { file, missing: missing.map((name) => `--${name}`) });
  }
  return { kubeconfig: given.kubeconfig ?? usualKubeconfig(), context, registry, address };
}

const webAddress = z
  .url({ protocol: /^https?$/, error: 'is no http(s) URL' })
  .transform((value) => value.replace(/\/+$/, ''));
const text = z.string({ error: 'is missing or no text' }).min(1, 'is empty');

const connectionSchema = z.object({
  kubeconfig: text,
  context: text,
  registry: text,
  address: webAddress,
  secureAddress: webAddress.optional(),
  mirrors: z.record(z.string(), text).optional(),
});

function readFile(file: string): ConnectionFile {
  const parsed = connectionSchema.safeParse(readJson(file));
  if (parsed.success) return parsed.data;
  const reasons = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'it'} ${message}`);
  throw new DeployError('CONNECTION_INVALID', { file, reasons });
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DeployError('CONNECTION_INVALID', { file, reasons: [reason] }, error);
  }
}

/** Another cluster has neither the first one's kubeconfig, nor its stand-ins, nor its secure address. */
function overriding(given: ConnectionOptions): Partial<ConnectionFile> {
  const ofAnother = {
    ...(given.context && !given.kubeconfig && { kubeconfig: usualKubeconfig() }),
    ...((given.context ?? given.registry) && { mirrors: undefined }),
    ...((given.context ?? given.address) && { secureAddress: undefined }),
  };
  return { ...ofAnother, ...given };
}

function usualKubeconfig(): string {
  return kubeconfigFile ?? join(homedir(), '.kube/config');
}

function onlyGiven({ context, kubeconfig, registry, address }: ConnectionOptions): ConnectionOptions {
  const parts = Object.entries({ context, kubeconfig, registry, address });
  return Object.fromEntries(parts.filter(([, value]) => value !== undefined));
}
