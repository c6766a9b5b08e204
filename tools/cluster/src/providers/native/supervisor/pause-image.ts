import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildImage, createRegistryClient, parseReference, pushImage, writeLayer } from '@todo/oci';
import { pauseProgram, type PauseArchitecture } from '../pause-program.ts';

const goArchitectures: Readonly<Record<PauseArchitecture, string>> = { x64: 'amd64', arm64: 'arm64' };
const unprivilegedUser = '65535:65535';

export interface PauseImageOptions {
  readonly architecture: PauseArchitecture;
  /** A folder for the layer while it is made. */
  readonly workDir: string;
  readonly signal: AbortSignal;
}

/** Puts the image of the pods' sandboxes into the cluster's own registry; what lies there already is not sent again. */
export async function publishPauseImage(reference: string, options: PauseImageOptions): Promise<void> {
  const { architecture, workDir, signal } = options;
  const file = join(workDir, 'pause-layer.tar');
  const content = pauseProgram(architecture);
  const entry = {
    type: 'file',
    path: 'pause',
    mode: 0o755,
    uid: 0,
    gid: 0,
    size: content.length,
    content,
  } as const;
  try {
    const layer = await writeLayer([entry], file, { compression: 'none', signal });
    const image = buildImage({
      layers: [layer],
      config: { Entrypoint: ['/pause'], User: unprivilegedUser },
      platform: { os: 'linux', architecture: goArchitectures[architecture] },
    });
    const { registry, path, tag } = parseReference(reference);
    await pushImage(createRegistryClient(), image, { registry, path, tag, signal });
  } finally {
    rmSync(file, { force: true });
  }
}
