import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { askCredentialHelper } from './credential-helper.ts';
import { dockerConfigFolder } from './env.ts';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Who to be at a registry; undefined means anonymous. */
export type CredentialStore = (registry: string) => Promise<Credentials | undefined>;

/** Asks the program `docker-credential-NAME` for an account; undefined when it knows none. */
export type AskHelper = (name: string, server: string) => Promise<Credentials | undefined>;

export interface DockerCredentialOptions {
  /** Where Docker keeps its configuration; default: `DOCKER_CONFIG`, else `~/.docker`. */
  readonly folder?: string;
  readonly askHelper?: AskHelper;
}

interface DockerConfig {
  readonly auths?: Readonly<Record<string, { readonly auth?: string } | undefined>>;
  /** The helper for all registries, and those for some. */
  readonly credsStore?: string;
  readonly credHelpers?: Readonly<Record<string, string | undefined>>;
}

/**
 * Credentials that `docker login` left, in `config.json` itself or with a credential helper that it names. They are read
 * anew for each registry that asks for them. A missing or unreadable file means anonymous.
 */
export function dockerCredentials({
  folder = dockerConfigFolder,
  askHelper = askCredentialHelper,
}: DockerCredentialOptions = {}): CredentialStore {
  return async (registry) => {
    const { auths = {}, credsStore, credHelpers = {} } = await readConfig(join(folder, 'config.json'));
    const keys = keysOf(registry);
    const helper = keys.map((key) => credHelpers[key]).find(Boolean) ?? credsStore;
    const [server = registry] = keys;
    const found = helper === undefined ? undefined : await askHelper(helper, server);
    const entry = keys.map((key) => auths[key]).find((each) => each?.auth);
    return found ?? (entry?.auth ? decode(entry.auth) : undefined);
  };
}

async function readConfig(file: string): Promise<DockerConfig> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as DockerConfig;
  } catch {
    return {};
  }
}

/** The names under which `docker login` may have kept an account, the usual one first. */
function keysOf(registry: string): string[] {
  if (registry === 'docker.io') return ['https://index.docker.io/v1/', 'index.docker.io', 'docker.io'];
  return [registry, `https://${registry}`, `https://${registry}/`];
}

function decode(auth: string): Credentials | undefined {
  const text = Buffer.from(auth, 'base64').toString('utf8');
  const at = text.indexOf(':');
  return at < 0 ? undefined : { username: text.slice(0, at), password: text.slice(at + 1) };
}
