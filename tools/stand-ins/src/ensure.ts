import type { RegistryClient } from '@todo/oci';
import { readConnection, writeMirrors } from './connection.ts';
import { hostOf, isPublished, publish } from './publish.ts';
import type { StandIn } from './stand-in.ts';

export interface EnsureOptions {
  readonly client: RegistryClient;
  /** Makes the list of stand-ins; called only when one may be needed. */
  readonly standIns: () => readonly StandIn[];
  /** Registries that the stand-ins replace. */
  readonly hosts: readonly string[];
  /** Ask the real registries again, also where stand-ins are in use. */
  readonly probe?: boolean;
  readonly signal?: AbortSignal;
}

/** How one registry's images are had. */
export interface HostState {
  readonly host: string;
  /** `real`: it answers; `stand-in`: this machine's registry answers for it; `unreachable`: nothing does. */
  readonly state: 'real' | 'stand-in' | 'unreachable';
  /** The images that stand in for it, and whether they were made just now. */
  readonly images: readonly {
    readonly reference: string;
    readonly content: string;
    readonly made: boolean;
  }[];
}

const probeTimeoutMs = 2_000;

/**
 * Makes sure that images of the official names can be had: from their registries where these answer, else from
 * stand-ins in the connection's registry, which the connection file then names as their mirror. What it names already
 * is not asked again. A registry on another machine is left alone.
 *
 * @param file the connection file
 * @throws StandInError, OciError when the connection's registry fails
 */
export async function ensure(file: string, options: EnsureOptions): Promise<readonly HostState[]> {
  const { registry, mirrors } = await readConnection(file);
  const answering = await probe(options, options.probe ? {} : mirrors);
  const replaced = options.hosts.filter((host) => !answering.has(host));
  if (!isLocal(registry))
    return options.hosts.map((host) => ({
      host,
      state: answering.has(host) ? 'real' : 'unreachable',
      images: [],
    }));
  const states = await Promise.all(
    options.hosts.map(async (host) =>
      replaced.includes(host) ? standIn(host, registry, options) : real(host),
    ),
  );
  const wanted = Object.fromEntries(replaced.map((host) => [host, `${registry}/${host}`]));
  await keepMirrors(file, { mirrors, wanted, hosts: options.hosts });
  return states;
}

/** What `ensure` would find, without asking the real registries or making anything. */
export async function readStatus(file: string, options: EnsureOptions): Promise<readonly HostState[]> {
  const { registry, mirrors } = await readConnection(file);
  return Promise.all(
    options.hosts.map(async (host) => {
      if (mirrors[host] === undefined) return real(host);
      const standIns = options.standIns().filter((each) => hostOf(each) === host);
      const found = await Promise.all(standIns.map((each) => isPublished(each, { ...options, registry })));
      const state = found.every(Boolean) ? 'stand-in' : 'unreachable';
      const images = standIns.map(({ reference, content }) => ({ reference, content, made: false }));
      return { host, state, images } as const;
    }),
  );
}

/** The hosts that answer, of those without a mirror. */
async function probe(
  options: EnsureOptions,
  mirrors: Readonly<Record<string, string>>,
): Promise<Set<string>> {
  const { client, hosts, signal } = options;
  const unknown = hosts.filter((host) => mirrors[host] === undefined);
  const answers = await Promise.all(
    unknown.map((host) => client.answers(host, { timeoutMs: probeTimeoutMs, signal })),
  );
  return new Set(unknown.filter((_, index) => answers[index]));
}

async function standIn(host: string, registry: string, options: EnsureOptions): Promise<HostState> {
  const images = await Promise.all(
    options
      .standIns()
      .filter((each) => hostOf(each) === host)
      .map(async (each) => {
        const made = !(await isPublished(each, { ...options, registry }));
        if (made) await publish(each, { ...options, registry });
        return { reference: each.reference, content: each.content, made };
      }),
  );
  return { host, state: 'stand-in', images };
}

function real(host: string): HostState {
  return { host, state: 'real', images: [] };
}

interface MirrorChange {
  readonly mirrors: Readonly<Record<string, string>>;
  readonly wanted: Readonly<Record<string, string>>;
  readonly hosts: readonly string[];
}

/** Mirrors of other hosts stay. */
async function keepMirrors(file: string, { mirrors, wanted, hosts }: MirrorChange): Promise<void> {
  const others = Object.entries(mirrors).filter(([host]) => !hosts.includes(host));
  const next = { ...Object.fromEntries(others), ...wanted };
  const isSame =
    Object.keys(next).length === Object.keys(mirrors).length &&
    Object.entries(next).every(([host, prefix]) => mirrors[host] === prefix);
  if (!isSame) await writeMirrors(file, next);
}

function isLocal(registry: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/.test(registry);
}
