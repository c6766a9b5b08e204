import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ClusterError } from '../../errors.ts';
import { lastLinesOfFile } from '../../host/last-lines.ts';
import { isRunning } from '../../host/process-identity.ts';
import { phaseLine, type Progress } from '../../progress.ts';
import type { Layout } from './layout.ts';
import { readStatus, type ClusterStatus, type StepStatus } from './supervisor/cluster-status.ts';

const pollEveryMs = 20;
const timeoutMs = 120_000;
/** The supervisor has to be loaded before it can say anything. */
const firstWordTimeoutMs = 15_000;
const failuresMax = 4;

/** What a person wants to hear of, and the steps behind it. */
const milestones: readonly { readonly label: string; readonly steps: readonly string[] }[] = [
  { label: 'API server', steps: ['etcd', 'etcd-data', 'apiserver'] },
  { label: 'registry', steps: ['registry', 'pause-image'] },
  { label: 'node', steps: ['containerd', 'kubelet', 'node'] },
  {
    label: 'services',
    steps: ['controller-manager', 'scheduler', 'kube-proxy', 'coredns', 'metrics-server'],
  },
  { label: 'ingress', steps: ['objects', 'contour', 'envoy'] },
];

export interface FollowOptions {
  readonly progress: Progress;
  readonly signal?: AbortSignal;
}

/**
 * Reads the supervisor's status until every step is ready, and prints each milestone.
 *
 * @throws SUPERVISOR_DIED, COMPONENT_DIED, NOT_READY_IN_TIME, or the signal's reason
 */
export async function followStart(layout: Layout, { progress, signal }: FollowOptions): Promise<void> {
  const startedAt = Date.now();
  const printed = new Set<string>();
  for (;;) {
    signal?.throwIfAborted();
    const status = readStatus(layout);
    const waitedMs = Date.now() - startedAt;
    assertAlive(layout, status, waitedMs);
    if (status) {
      printMilestones(status, printed, progress);
      if (status.state === 'ready') return;
      assertNoneFails(layout, status);
      assertInTime(layout, status, waitedMs);
    }
    await delay(pollEveryMs);
  }
}

function assertAlive(layout: Layout, status: ClusterStatus | undefined, waitedMs: number): void {
  const isSilent = status === undefined && waitedMs < firstWordTimeoutMs;
  if (isSilent || (status && isRunning(status.supervisor))) return;
  const log = join(layout.logDir, 'supervisor.log');
  throw new ClusterError('SUPERVISOR_DIED', { lastLines: lastLinesOfFile(log, 5), log });
}

function assertNoneFails({ logDir }: Layout, { steps }: ClusterStatus): void {
  const failing = steps.find(
    ({ kind, restartsInRow }) => kind === 'component' && restartsInRow >= failuresMax,
  );
  if (!failing || failing.state === 'ready') return;
  throw new ClusterError('COMPONENT_DIED', {
    component: failing.name,
    exit: failing.lastFailure ?? 'an unknown code',
    lastLines: failing.lastLines ?? 'none',
    log: join(logDir, `${failing.name}.log`),
  });
}

function assertInTime({ logDir }: Layout, { steps }: ClusterStatus, waitedMs: number): void {
  if (waitedMs < timeoutMs) return;
  const late = steps.filter(({ state }) => state !== 'ready' && state !== 'waiting');
  const parts = late
    .map(({ name, lastFailure }) => (lastFailure ? `${name} (${lastFailure})` : name))
    .join(', ');
  throw new ClusterError('NOT_READY_IN_TIME', { parts, seconds: timeoutMs / 1000, log: logDir });
}

function printMilestones({ steps }: ClusterStatus, printed: Set<string>, progress: Progress): void {
  for (const { label, steps: names } of milestones) {
    const own = steps.filter(({ name }) => names.includes(name));
    if (printed.has(label) || !own.every(({ state }) => state === 'ready')) continue;
    printed.add(label);
    progress(phaseLine(label, 'ready', latest(own)));
  }
}

function latest(steps: readonly StepStatus[]): number {
  return Math.max(...steps.map(({ readyAfterMs }) => readyAfterMs ?? 0));
}
