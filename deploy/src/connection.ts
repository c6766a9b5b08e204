import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import type { Connection } from './deploy-request.ts';
import { clusterFile, kubeconfigFile } from './env.ts';
import { DeployError } from './errors.ts';
import { webAddressSchema } from './option-schemas.ts';
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

export interface ConnectionLayers {
  /** Replace everything else. */
  readonly options?: ConnectionOptions;
  /** Where the environment is by its own file. One that names its context is not looked for in the connection file. */
  readonly environment?: ConnectionOptions;
}

/**
 * Reads the connection file, which whoever started the cluster wrote, and puts in place of its parts what the environment
 * says, and in place of both what the options say. It need not exist when these say all that it would.
 *
 * @throws DeployError CONNECTION_MISSING, CONNECTION_INVALID
 */
export function readConnection(file: string, layers: ConnectionLayers = {}): ConnectionFile {
  const [environment, options] = [layers.environment, layers.options].map((layer = {}) => onlyGiven(layer));
  const isElsewhere = environment?.context !== undefined;
  const base = !isElsewhere && existsSync(file) ? readFile(file) : {};
  const found: Partial<ConnectionFile> = { ...base, ...overriding(environment), ...overriding(options) };
  const { context, registry, address, kubeconfig = usualKubeconfig() } = found;
  if (context && registry && address) return { ...found, kubeconfig, context, registry, address };
  const missing = (['context', 'registry', 'address'] as const).filter((name) => !found[name]);
  const why = isElsewhere ? 'the environment names a context of its own' : `${file} does not exist`;
  throw new DeployError('CONNECTION_MISSING', { why, missing: missing.map((name) => `--${name}`) });
}

const text = z.string({ error: 'is missing or no text' }).min(1, 'is empty');

const connectionSchema = z.object({
  kubeconfig: text,
  context: text,
  registry: text,
  address: webAddressSchema,
  secureAddress: webAddressSchema.optional(),
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
function overriding(given: ConnectionOptions = {}): Partial<ConnectionFile> {
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
