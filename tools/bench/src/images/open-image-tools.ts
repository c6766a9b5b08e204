import type { Bench } from '../bench.ts';
import { programCache, userEnvironment } from '../env.ts';
import { debianPrograms } from '../programs/debian-programs.ts';
import { startDockerEngine } from '../programs/docker-engine.ts';
import { buildahTool } from './buildah-tool.ts';
import { dockerTool } from './docker-tool.ts';
import type { ImageTool } from './image-tool.ts';

export interface ImageTools {
  readonly docker?: ImageTool;
  readonly buildah?: ImageTool;
  /** What there is not, and why. */
  readonly missing: readonly string[];
}

/** Docker, with an engine of its own, and buildah, as far as they can be had here. */
export async function openImageTools(bench: Bench): Promise<ImageTools> {
  const { signal } = bench;
  const programs = await debianPrograms(programCache, { env: userEnvironment({}), signal });
  if ('missing' in programs) return { missing: [`docker and buildah: ${programs.missing}`] };
  const buildah = await buildahTool(bench, programs);
  const engine = await startDockerEngine(await bench.folder('docker'), {
    env: userEnvironment(programs.env),
    signal,
  });
  if ('missing' in engine) return { buildah, missing: [`docker: ${engine.missing}`] };
  bench.atEnd(engine.close);
  return { docker: await dockerTool(bench, engine), buildah, missing: [] };
}
