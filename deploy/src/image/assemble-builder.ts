import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type BaseImage,
  buildImage,
  isLocalRegistry,
  type Layer,
  pushImage,
  readBaseImage,
  rfc3339,
  writeLayer,
} from '@todo/oci';
import { stageStarts } from './base-references.ts';
import { type BaseTree, readBaseTree } from './base-tree.ts';
import { openBuildContext } from './build-context.ts';
import type { BuildRequest, BuildSettings, ImageBuilder } from './builder.ts';
import { invalid } from './dockerfile.ts';
import { runInstruction } from './run-instruction.ts';
import { historyOf, type Stage, startStage } from './stage.ts';

/**
 * Makes an image without a container engine, for Dockerfiles that only copy files and set metadata.
 * The result depends on nothing but the Dockerfile, the files' content and executable bits, the base's digest, the epoch,
 * and whether the registry is on this machine: its digest is the same on every one. Each COPY gives a layer; only blobs that the registry lacks are sent.
 */
export const assembleBuilder: ImageBuilder = async (request, settings) => {
  const folder = await mkdtemp(join(tmpdir(), 'todo-deploy-'));
  try {
    const { client, epoch, signal } = settings;
    const base = await readBase(request, settings);
    const baseTree = base ? await readTree(base, request, settings) : emptyTree;
    const { dockerfile, contextName } = request;
    const context = await openBuildContext(request.dockerfilePath);
    const stage = startStage({ dockerfile, contextName, context, base, baseTree });
    // On this machine compressing takes longer than sending, and every node would have to undo it.
    const compression = isLocalRegistry(request.target.registry) ? 'none' : 'gzip';
    const layers = await runStage(stage, { folder, compression, settings });
    const image = buildImage({ base, layers, config: stage.config, history: stage.history, epoch });
    return await pushImage(client, image, { ...request.target, signal });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const emptyTree: BaseTree = { nodes: new Map(), contents: {} };

async function readBase(
  { dockerfile, bases }: BuildRequest,
  { client, signal }: BuildSettings,
): Promise<BaseImage | undefined> {
  const [start] = stageStarts(dockerfile);
  const found = start && bases.get(start.from);
  if (!found) return undefined;
  const base = await readBaseImage(client, { ...found.repository, digest: found.digest }, { signal });
  if (Array.isArray(base.config.config.OnBuild) && base.config.config.OnBuild.length > 0)
    throw invalid(
      dockerfile,
      start.instruction,
      `${start.from} has ONBUILD triggers: write them out instead`,
    );
  return base;
}

function readTree(base: BaseImage, { target }: BuildRequest, settings: BuildSettings): Promise<BaseTree> {
  const { registry, path } = target;
  return readBaseTree(base, { ...settings, target: { registry, path } });
}

interface LayerPlace {
  readonly folder: string;
  readonly compression: 'gzip' | 'none';
  readonly settings: BuildSettings;
}

/** Carries out all instructions; what WORKDIR creates goes into the layer of the COPY behind it. */
async function runStage(
  stage: Stage,
  { folder, compression, settings: { epoch, signal } }: LayerPlace,
): Promise<Layer[]> {
  const created = rfc3339(epoch);
  const layers: Layer[] = [];
  const start = stage.dockerfile.instructions.findIndex(({ keyword }) => keyword === 'FROM');
  const instructions = stage.dockerfile.instructions.slice(start + 1);
  const lastFileIndex = instructions.findLastIndex(({ keyword }) => makesFiles.has(keyword));
  for (const [index, instruction] of instructions.entries()) {
    signal?.throwIfAborted();
    await runInstruction(stage, instruction);
    const isFlushed = instruction.keyword === 'COPY' || index === lastFileIndex;
    const entries = isFlushed ? stage.tree.takeChanges() : [];
    const created_by = historyOf(instruction);
    stage.history.push({ created, created_by, ...(entries.length === 0 ? { empty_layer: true } : {}) });
    if (entries.length === 0) continue;
    const file = join(folder, `${layers.length}.tar`);
    layers.push(await writeLayer(entries, file, { epoch, compression, signal }));
  }
  return layers;
}

const makesFiles = new Set(['COPY', 'WORKDIR']);
