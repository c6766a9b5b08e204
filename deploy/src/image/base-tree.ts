import { join } from 'node:path';
import { posix } from 'node:path';
import {
  type BaseImage,
  copyLayer,
  type Descriptor,
  type LayerListing,
  listLayer,
  type ListedEntry,
  type RegistryClient,
  type Repository,
} from '@todo/oci';
import { readKept, writeKept } from '../kept-file.ts';
import type { TreeNode } from './image-tree.ts';

/** The files of a base image, and the text of its user database. */
export interface BaseTree {
  readonly nodes: ReadonlyMap<string, TreeNode>;
  /** `etc/passwd` and `etc/group`, where they exist. */
  readonly contents: Readonly<Record<string, string>>;
}

export interface BaseTreeOptions {
  readonly client: RegistryClient;
  /** Where the image to be made will lie: layers are read from there, so that they cross the network once. */
  readonly target: Repository;
  /** Folder for listings of layers, which never change. */
  readonly cacheFolder: string;
  readonly signal?: AbortSignal;
}

const keep = ['etc/passwd', 'etc/group'];
const whiteout = '.wh.';
const opaqueWhiteout = '.wh..wh..opq';

/**
 * Lists what a base image contains, to know which directories, links and users exist in it.
 * Each layer is read once per machine.
 */
export async function readBaseTree(base: BaseImage, options: BaseTreeOptions): Promise<BaseTree> {
  const listings: LayerListing[] = [];
  for (const layer of base.layers) listings.push(await readListing(layer, base.repository, options));
  return mergeListings(listings);
}

/** Lays layers over each other; OCI image-spec, layer.md, "Whiteouts". */
export function mergeListings(listings: readonly LayerListing[]): BaseTree {
  const nodes = new Map<string, TreeNode>();
  const contents: Record<string, string> = {};
  for (const listing of listings) {
    for (const { path } of listing.entries) removeHidden(nodes, path);
    for (const entry of listing.entries) if (!isWhiteout(entry)) nodes.set(entry.path, toNode(entry));
    Object.assign(contents, listing.contents);
  }
  return { nodes, contents };
}

async function readListing(
  descriptor: Descriptor,
  from: Repository,
  { client, target, cacheFolder, signal }: BaseTreeOptions,
): Promise<LayerListing> {
  const { digest } = descriptor;
  const file = join(cacheFolder, `${digest.replace(':', '-')}.json`);
  const cached = readKept<LayerListing>(file);
  if (cached) return cached;
  await copyLayer(client, { descriptor, repository: from }, { repository: target, signal });
  const layer = await client.openBlob(target, digest, { signal });
  const listing = await listLayer(layer, { keep, signal });
  writeKept(file, listing);
  return listing;
}

function isWhiteout({ path }: ListedEntry): boolean {
  return posix.basename(path).startsWith(whiteout);
}

function removeHidden(nodes: Map<string, TreeNode>, path: string): void {
  const name = posix.basename(path);
  if (!name.startsWith(whiteout)) return;
  const folder = posix.dirname(path);
  const prefix = folder === '.' ? '' : `${folder}/`;
  const hidden = name === opaqueWhiteout ? prefix : prefix + name.slice(whiteout.length);
  for (const known of nodes.keys())
    if (known === hidden || known.startsWith(hidden.endsWith('/') || hidden === '' ? hidden : `${hidden}/`))
      nodes.delete(known);
}

function toNode({ type, mode, uid, gid, linkTarget }: ListedEntry): TreeNode {
  const kind = type === 'other' ? 'file' : type;
  return { type: kind, mode, uid, gid, ...(linkTarget === undefined ? {} : { linkTarget }) };
}
