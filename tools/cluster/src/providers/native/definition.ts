import { createHash } from 'node:crypto';
import type { Allocation } from './allocation.ts';
import { components, type Programs } from './components.ts';
import type { ConfigFile } from './config/files.ts';
import type { Layout } from './layout.ts';

/** How it is seen that a component does its work. */
export type Probe =
  | { readonly kind: 'http'; readonly url: string }
  /** Verified with the cluster's authority. */
  | { readonly kind: 'https'; readonly url: string }
  | { readonly kind: 'socket'; readonly path: string };

/** A process that the supervisor keeps running. */
export interface ComponentStep {
  readonly kind: 'component';
  readonly name: string;
  /** Started once these are ready. */
  readonly after: readonly string[];
  readonly command: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
  readonly probe: Probe;
}

/** Work that the supervisor does once, and again until it succeeds. */
export interface TaskStep {
  readonly kind: 'task';
  readonly name: TaskName;
  readonly after: readonly string[];
}

export type TaskName = 'etcd-data' | 'pause-image' | 'objects' | 'node';
export type Step = ComponentStep | TaskStep;

/**
 * All that the supervisor has to know to run a cluster, written to a file by `up`. Two definitions of the same hash
 * describe the same cluster: a running one is then left alone.
 */
export interface Definition {
  readonly hash: string;
  readonly layout: Layout;
  readonly allocation: Allocation;
  readonly pauseImage: string;
  readonly contourCrdsFile: string;
  readonly steps: readonly Step[];
}

export interface DefinitionInputs {
  readonly programs: Programs;
  readonly files: readonly ConfigFile[];
  readonly pauseImage: string;
  readonly proxy: Readonly<Record<string, string>>;
}

/** The definition of a cluster, from where its programs lie and what its configuration files hold. */
export function defineCluster(layout: Layout, allocation: Allocation, inputs: DefinitionInputs): Definition {
  const { programs, pauseImage } = inputs;
  const steps: Step[] = [
    ...components(layout, allocation, inputs),
    { kind: 'task', name: 'etcd-data', after: ['etcd'] },
    { kind: 'task', name: 'pause-image', after: ['registry'] },
    { kind: 'task', name: 'objects', after: ['apiserver'] },
    { kind: 'task', name: 'node', after: ['kubelet', 'pause-image', 'objects'] },
  ];
  const stable = inputs.files.filter((file) => !file.volatile);
  const hash = createHash('sha256')
    .update(JSON.stringify([layout, allocation, pauseImage, programs, steps, stable]))
    .digest('hex');
  return { hash, layout, allocation, pauseImage, contourCrdsFile: programs.contourCrds, steps };
}
