import {
  type ContainerConfig,
  listLayer,
  readBaseImage,
  type Reference,
  type RegistryClient,
} from '@todo/oci';
import { mergeListings } from '../../src/image/base-tree.ts';

/** What of an image decides how a container of it runs, in a form that two builders' images can be compared by. */
export interface ImageContent {
  /** Path → type, mode, owner, and a file's text or a link's target. */
  readonly files: Readonly<Record<string, string>>;
  readonly config: Readonly<Record<string, unknown>>;
}

/** Reads all of an image of small text files. */
export async function readImageContent(client: RegistryClient, reference: Reference): Promise<ImageContent> {
  const image = await readBaseImage(client, reference);
  const listings = [];
  for (const { digest } of image.layers) {
    const list = async (keep: readonly string[]) =>
      listLayer(await client.openBlob(reference, digest), { keep });
    const { entries } = await list([]);
    listings.push(await list(entries.filter(({ type }) => type === 'file').map(({ path }) => path)));
  }
  const { nodes, contents } = mergeListings(listings);
  const files = [...nodes].map<[string, string]>(([path, { type, mode, uid, gid, linkTarget }]) => {
    const content = type === 'file' ? JSON.stringify(contents[path]) : (linkTarget ?? '');
    return [path, `${type} ${mode.toString(8)} ${uid}:${gid} ${content}`.trim()];
  });
  return { files: Object.fromEntries(files.sort()), config: comparable(image.config.config) };
}

/** Fields that are empty count as absent: builders differ in which they write. */
function comparable(config: ContainerConfig): Record<string, unknown> {
  const { User, ExposedPorts, Env, Entrypoint, Cmd, WorkingDir, Labels, StopSignal } = config;
  const fields = { User, ExposedPorts, Env, Entrypoint, Cmd, WorkingDir, Labels, StopSignal };
  const entries: [string, unknown][] = Object.entries(fields);
  return Object.fromEntries(entries.filter(([, value]) => !isEmpty(value)));
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || Object.keys(value).length === 0;
}
