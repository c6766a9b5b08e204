import { readFileSync } from 'node:fs';
import type { Agent } from 'node:http';
import type { RequestOptions } from 'node:https';
import { dirname, resolve } from 'node:path';
import { load } from 'js-yaml';
import { DeployError } from '../errors.ts';
import { http, https } from './http.ts';
import { isRecord, recordsAt, textAt } from './kubernetes-object.ts';

/**
 * How to reach one cluster as one user.
 *
 * Certificates, tokens and passwords are read from the kubeconfig here; whatever needs a program, a provider or a proxy
 * goes through @kubernetes/client-node, which is loaded only then: it takes longer to load than a deploy without changes
 * takes in all. This file is its only importer.
 */
export interface Endpoint {
  readonly server: URL;
  readonly context: string;
  readonly agent: Agent;
  /** Headers that carry the credentials. */
  readonly headers: Readonly<Record<string, string>>;
}

type Facts = Readonly<Record<string, unknown>>;

/**
 * Reads the credentials of a context. Call it again when a token has expired.
 *
 * @throws DeployError KUBECONFIG_UNREADABLE, CONTEXT_UNKNOWN
 */
export async function loadEndpoint(kubeconfig: string, context: string): Promise<Endpoint> {
  const config = readKubeconfig(kubeconfig);
  const { cluster, user } = pick(config, { kubeconfig, context });
  const server = serverUrl(cluster, kubeconfig);
  if (needsClient(cluster, user)) return { server, context, ...(await throughClient(kubeconfig, context)) };
  const read = fileReader(kubeconfig);
  return {
    server,
    context,
    agent: agentFor(server, { cluster, user, read }),
    headers: authorization(user, read),
  };
}

function readKubeconfig(kubeconfig: string): Facts {
  const unreadable = (reason: string, cause?: unknown) =>
    new DeployError('KUBECONFIG_UNREADABLE', { kubeconfig, reason }, cause);
  let config: unknown;
  try {
    config = load(readFileSync(kubeconfig, 'utf8'));
  } catch (error) {
    throw unreadable(
      isRecord(error) && error['code'] === 'ENOENT' ? 'does not exist' : 'is not readable YAML',
      error,
    );
  }
  if (!isRecord(config)) throw unreadable('is not a kubeconfig');
  return config;
}

function pick(config: Facts, { kubeconfig, context }: { kubeconfig: string; context: string }) {
  const named = (list: string, name: string | undefined) =>
    recordsAt(config, list).find((entry) => entry['name'] === name);
  const entry = named('contexts', context)?.['context'];
  if (!isRecord(entry)) {
    const known = recordsAt(config, 'contexts').flatMap((one) => textAt(one, 'name') ?? []);
    throw new DeployError('CONTEXT_UNKNOWN', { context, kubeconfig, known });
  }
  const cluster = named('clusters', textAt(entry, 'cluster'))?.['cluster'];
  const user = named('users', textAt(entry, 'user'))?.['user'];
  if (!isRecord(cluster)) {
    throw new DeployError('KUBECONFIG_UNREADABLE', {
      kubeconfig,
      reason: `context ${context} names no cluster of it`,
    });
  }
  return { cluster, user: isRecord(user) ? user : {} };
}

function serverUrl(cluster: Facts, kubeconfig: string): URL {
  const server = textAt(cluster, 'server') ?? '';
  if (!URL.canParse(server)) {
    throw new DeployError('KUBECONFIG_UNREADABLE', {
      kubeconfig,
      reason: `its server "${server}" is not a URL`,
    });
  }
  return new URL(server);
}

function needsClient(cluster: Facts, user: Facts): boolean {
  return (
    'proxy-url' in cluster ||
    ['exec', 'auth-provider', 'as', 'as-groups', 'as-user-extra'].some((key) => key in user)
  );
}

async function throughClient(
  kubeconfig: string,
  context: string,
): Promise<Pick<Endpoint, 'agent' | 'headers'>> {
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  const options: RequestOptions = {};
  try {
    config.loadFromFile(kubeconfig);
    config.setCurrentContext(context);
    await config.applyToHTTPSOptions(options);
  } catch (error) {
    const server = config.getCurrentCluster()?.server ?? kubeconfig;
    const reason = error instanceof Error ? error.message.trim() : String(error);
    throw new DeployError('CREDENTIALS_REFUSED', { server, context, reason }, error);
  }
  const headers = Object.entries(options.headers ?? {}).map(
    ([name, value]) => [name, String(value)] as const,
  );
  if (typeof options.auth === 'string') headers.push(['Authorization', basic(options.auth)]);
  return {
    agent: options.agent instanceof http.Agent ? options.agent : new https.Agent(),
    headers: Object.fromEntries(headers),
  };
}

type ReadFact = (facts: Facts, key: string) => Buffer | undefined;

/** Reads `KEY-data` (base64), or the file that `KEY` names, relative to the kubeconfig. */
function fileReader(kubeconfig: string): ReadFact {
  return (facts, key) => {
    const data = textAt(facts, `${key}-data`);
    if (data) return Buffer.from(data, 'base64');
    const file = textAt(facts, key);
    if (!file) return undefined;
    const path = resolve(dirname(kubeconfig), file);
    try {
      return readFileSync(path);
    } catch (error) {
      throw new DeployError(
        'KUBECONFIG_UNREADABLE',
        { kubeconfig, reason: `its ${key} ${path} cannot be read` },
        error,
      );
    }
  };
}

function agentFor(
  server: URL,
  { cluster, user, read }: { cluster: Facts; user: Facts; read: ReadFact },
): Agent {
  const connections = { keepAlive: true, maxSockets: 32, scheduling: 'lifo' } as const;
  if (server.protocol === 'http:') return new http.Agent(connections);
  return new https.Agent({
    ...connections,
    ca: read(cluster, 'certificate-authority'),
    cert: read(user, 'client-certificate'),
    key: read(user, 'client-key'),
    servername: textAt(cluster, 'tls-server-name'),
    rejectUnauthorized: cluster['insecure-skip-tls-verify'] !== true,
  });
}

function authorization(user: Facts, read: ReadFact): Readonly<Record<string, string>> {
  const token = textAt(user, 'token') ?? read(user, 'tokenFile')?.toString('utf8').trim();
  if (token) return { Authorization: `Bearer ${token}` };
  const name = textAt(user, 'username');
  return name ? { Authorization: basic(`${name}:${textAt(user, 'password') ?? ''}`) } : {};
}

function basic(userAndPassword: string): string {
  return `Basic ${Buffer.from(userAndPassword).toString('base64')}`;
}
