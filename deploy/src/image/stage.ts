import { posix } from 'node:path';
import type { BaseImage, ContainerConfig, HistoryEntry } from '@todo/oci';
import { globalArguments } from './base-references.ts';
import type { BaseTree } from './base-tree.ts';
import type { BuildContext } from './build-context.ts';
import type { Dockerfile, Instruction } from './dockerfile.ts';
import { createImageTree, type ImageTree } from './image-tree.ts';
import { splitPair } from './words.ts';

/** An image while its Dockerfile is carried out, one instruction after the other. */
export interface Stage {
  readonly dockerfile: Dockerfile;
  /** The context's folder as messages name it: `apps/backend`. */
  readonly contextName: string;
  readonly context: BuildContext;
  readonly baseTree: BaseTree;
  readonly tree: ImageTree;
  readonly globals: ReadonlyMap<string, string>;
  /** What ENV and ARG have set so far; the last one wins. */
  readonly variables: Map<string, string>;
  config: ContainerConfig;
  /** Whether this Dockerfile set CMD itself, which an ENTRYPOINT then keeps. */
  hasOwnCommand: boolean;
  readonly history: HistoryEntry[];
}

export interface StageParts {
  readonly dockerfile: Dockerfile;
  readonly contextName: string;
  readonly context: BuildContext;
  /** Undefined for `FROM scratch`. */
  readonly base?: BaseImage;
  readonly baseTree: BaseTree;
}

/** What BuildKit gives an image that starts from nothing. */
const scratchConfig: ContainerConfig = {
  Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
  WorkingDir: '/',
};

export function startStage({ dockerfile, contextName, context, base, baseTree }: StageParts): Stage {
  const config = base ? base.config.config : scratchConfig;
  return {
    dockerfile,
    contextName,
    context,
    baseTree,
    tree: createImageTree(baseTree.nodes),
    globals: globalArguments(dockerfile),
    variables: new Map((config.Env ?? []).map(splitPair).map(([name, value = '']) => [name, value])),
    config,
    hasOwnCommand: false,
    history: [],
  };
}

/** A path of the image as an instruction means it: relative to WORKDIR, and with a trailing slash if it has one. */
export function absolutePath({ config }: Stage, path: string): string {
  const absolute = posix.resolve('/', config.WorkingDir ?? '/', path);
  const isDirectory = path === '.' || path.endsWith('/') || path.endsWith('/.');
  return isDirectory && absolute !== '/' ? `${absolute}/` : absolute;
}

/** How an instruction is named in the image's history. */
export function historyOf({ keyword, flags, text }: Instruction): string {
  const words = [...flags].map(([name, value]) => (value === undefined ? `--${name}` : `--${name}=${value}`));
  return [keyword, ...words, text].join(' ');
}
