/**
 * Deletes the images below a folder of a registry on this machine. One that allows no deletion keeps them, and one
 * elsewhere is not asked.
 */
export async function deleteImages(registry: string, folder: string): Promise<void> {
  if (!/^(localhost|127\.0\.0\.1)(:\d+)?$/.test(registry)) return;
  const base = `http://${registry}/v2`;
  const { repositories = [] } = await read<{ repositories?: string[] }>(
    `${base}/_catalog?n=${most}&last=${folder}`,
  );
  for (const repository of repositories.filter((name) => name.startsWith(`${folder}/`))) {
    const { tags } = await read<{ tags?: string[] | null }>(`${base}/${repository}/tags/list`);
    for (const tag of tags ?? []) {
      const manifest = `${base}/${repository}/manifests`;
      const digest = (await fetch(`${manifest}/${tag}`, { method: 'HEAD', headers: { accept } })).headers.get(
        'docker-content-digest',
      );
      if (digest) await fetch(`${manifest}/${digest}`, { method: 'DELETE' });
    }
  }
}

/** The list is in order, so that the wanted names come first after the folder's; registries give no more at once. */
const most = 1_000;

const accept = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

async function read<Content extends object>(url: string): Promise<Partial<Content>> {
  const response = await fetch(url);
  return response.ok ? ((await response.json()) as Content) : {};
}
