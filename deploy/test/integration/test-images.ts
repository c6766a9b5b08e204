import {
  buildImage,
  createRegistryClient,
  mirrorOf,
  parseReference,
  pushImage,
  readBaseImage,
  type Digest,
} from '@todo/oci';
import type { Connection } from '../../src/deploy-request.ts';

const base = parseReference('gcr.io/distroless/nodejs24-debian12:nonroot');
const client = createRegistryClient();

/**
 * Publishes an image that runs Node, of a digest of its own for each mark: the base image under another configuration,
 * so that after the first one nothing but a few hundred bytes is sent.
 */
export async function publishTestImage(
  { registry, mirrors = {} }: Connection,
  { path, mark }: { readonly path: string; readonly mark: string },
): Promise<Digest> {
  const found = await readBaseImage(client, mirrorOf(base, mirrors) ?? base);
  const config = { ...found.config.config, Labels: { mark } };
  const image = buildImage({ base: found, layers: [], config });
  const { digest } = await pushImage(client, image, { registry, path, tag: mark });
  return digest;
}
