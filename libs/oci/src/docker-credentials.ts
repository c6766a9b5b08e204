import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dockerConfigFolder } from './env.ts';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Who to be at a registry; undefined means anonymous. */
export type CredentialStore = (registry: string) => Promise<Credentials | undefined>;

interface DockerConfig {
  readonly auths?: Readonly<Record<string, { readonly auth?: string } | undefined>>;
}

/**
 * Credentials that `docker login` left in `config.json` (`auths`), read anew for each registry that asks for them.
 * A missing or unreadable file means anonymous.
 */
export function dockerCredentials(folder = dockerConfigFolder): CredentialStore {
  return async (registry) => {
    const { auths = {} } = await readConfig(join(folder, 'config.json'));
    const entry = keysOf(registry)
      .map((key) => auths[key])
      .find((found) => found?.auth);
    return entry?.auth ? decode(entry.auth) : undefined;
  };
}

async function readConfig(file: string): Promise<DockerConfig> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as DockerConfig;
  } catch {
    return {};
  }
}

function keysOf(registry: string): string[] {
  const hub = registry === 'docker.io' ? ['https://index.docker.io/v1/', 'index.docker.io'] : [];
  return [registry, `https://${registry}`, `https://${registry}/`, ...hub];
}

function decode(auth: string): Credentials | undefined {
  const text = Buffer.from(auth, 'base64').toString('utf8');
  const at = text.indexOf(':');
  return at < 0 ? undefined : { username: text.slice(0, at), password: text.slice(at + 1) };
}
