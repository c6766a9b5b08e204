import type { Env } from './env.ts';
import { ClusterError } from './errors.ts';
import type { Progress } from './progress.ts';
import {
  ensureExisting,
  existingStatus,
  type ExistingOptions,
} from './providers/existing/existing-provider.ts';
import { ensureNative } from './providers/native/ensure-native.ts';
import { nativeStatus } from './providers/native/native-status.ts';
import { removeNative } from './providers/native/remove-native.ts';

/**
 * The one interface to clusters: a kubeconfig, a registry and an address, and nothing else in the repository knows
 * which provider gives them.
 */
export interface Cluster {
  readonly name: string;
  readonly provider: ProviderName;
  /** Absolute path. */
  readonly kubeconfig: string;
  readonly context: string;
  /** `HOST:PORT`, the same for this machine and for the cluster's nodes. */
  readonly registry: string;
  /** URL of the ingress, without a slash at its end. */
  readonly address: string;
  readonly secureAddress: string;
}

export type ProviderName = 'native' | 'existing';

export interface PartStatus {
  readonly name: string;
  readonly state: string;
  readonly pid?: number;
  readonly restarts?: number;
  /** How it ended last, with its last lines. */
  readonly lastFailure?: string;
}

export interface ClusterStatusReport {
  readonly name: string;
  readonly provider: ProviderName;
  /** `damaged`: it was started, but parts of it, or its supervisor, do not run. */
  readonly state: 'absent' | 'stopped' | 'starting' | 'running' | 'damaged';
  readonly parts: readonly PartStatus[];
  /** Present unless absent. */
  readonly cluster?: Cluster;
}

export interface ClusterOptions {
  readonly name: string;
  readonly env: Env;
  readonly progress: Progress;
  readonly signal?: AbortSignal;
  /** Present for provider `existing`; the cluster is a native one otherwise. */
  readonly existing?: ExistingOptions;
}

/** Gives a cluster that works: a running one as it is, else one that it starts or completes. */
export async function ensureCluster(options: ClusterOptions): Promise<Cluster> {
  if (options.existing) return ensureExisting(options.name, options.existing);
  return ensureNative(options);
}

/** Looks, and changes nothing. */
export async function clusterStatus(options: ClusterOptions): Promise<ClusterStatusReport> {
  if (options.existing) return existingStatus(options.name, options.existing);
  return nativeStatus(options.name, options.env);
}

/**
 * Stops a cluster and removes it from the machine; its data stays unless `purge` is set.
 *
 * @throws EXISTING_NOT_OURS for a cluster that this tool did not start
 */
export async function removeCluster(options: ClusterOptions, { purge }: { purge: boolean }): Promise<void> {
  if (options.existing) throw new ClusterError('EXISTING_NOT_OURS', { name: options.name });
  return removeNative(options, { purge });
}
