import { setTimeout as delay } from 'node:timers/promises';
import type { Cluster } from '../cluster/cluster.ts';
import { refOf, type KubernetesObject } from '../cluster/kubernetes-object.ts';
import type { Environment } from '../deploy-request.ts';
import type { Report } from '../report/events.ts';
import { openLiveMask } from '../secrets/live-mask.ts';
import { containerStates, type ContainerState } from './container-state.ts';
import { ContainerFollower, type LogBounds } from './follow-container.ts';
import { PodUnits } from './pod-units.ts';

export interface LogsRequest {
  readonly cluster: Cluster;
  readonly environment: Pick<Environment, 'name' | 'namespace' | 'release'>;
  /** Names of units; all when absent. */
  readonly only?: readonly string[] | undefined;
  readonly bounds: LogBounds;
  readonly report: Report;
  /** Resolves once the reader took what was reported, and tells whether there still is one. */
  readonly drained: () => Promise<boolean>;
  readonly signal: AbortSignal;
}

const goneCheckMs = 2_000;

/**
 * Shows what the pods of units write, as `log` events with Secret values masked: of all their containers, across restarts,
 * new pods and rollouts, until the signal, or until there are neither pods nor a unit any more.
 *
 * @throws DeployError UNIT_UNKNOWN, NOTHING_DEPLOYED, or what reading the cluster ended with
 */
export async function followLogs(request: LogsRequest): Promise<void> {
  const { cluster, environment } = request;
  const units = await PodUnits.open(request);
  const ending = new AbortController();
  const signal = AbortSignal.any([request.signal, ending.signal]);
  const { mask, ended } = await openLiveMask(cluster, { namespace: environment.namespace, signal });
  const following = new Following({ ...request, signal, units, mask, end: () => ending.abort() });
  const tasks = [following.watchPods(), following.untilGone(), ended];
  try {
    await Promise.race([Promise.all(tasks), following.failed]);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    ending.abort();
    await Promise.allSettled([...tasks, following.settled()]);
  }
}

interface FollowRequest extends LogsRequest {
  readonly units: PodUnits;
  readonly mask: (text: string) => string;
  readonly end: () => void;
}

class Following {
  readonly #request: FollowRequest;
  /** By the pod's uid, then by name. */
  readonly #pods = new Map<string, Map<string, ContainerFollower>>();
  readonly #tasks = new Set<Promise<void>>();
  readonly #failure = Promise.withResolvers<never>();

  constructor(request: FollowRequest) {
    this.#request = request;
    this.#failure.promise.catch(() => undefined);
  }

  /** Rejects when a log cannot be read for a reason that concerns them all. */
  get failed(): Promise<never> {
    return this.#failure.promise;
  }

  async watchPods(): Promise<void> {
    const { cluster, environment, signal } = this.#request;
    const selection = { apiVersion: 'v1', kind: 'Pod', namespace: environment.namespace };
    let isOld = true;
    for await (const event of cluster.watch(selection, signal)) {
      if (event.type === 'deleted') this.#forget(event.object.metadata.uid ?? '');
      if (event.type === 'changed') await this.#take(event.object, false);
      if (event.type !== 'synced') continue;
      const uids = event.objects.map(({ metadata }) => metadata.uid);
      for (const uid of this.#pods.keys()) if (!uids.includes(uid)) this.#forget(uid);
      for (const pod of event.objects) await this.#take(pod, isOld);
      isOld = false;
    }
  }

  /** Ends the following once nothing is left that could write any more. */
  async untilGone(): Promise<void> {
    const { units, only, environment, report, signal, end } = this.#request;
    for (;;) {
      await delay(goneCheckMs, undefined, { signal });
      if (this.#tasks.size > 0) continue;
      await units.refresh();
      if (units.names.some((name) => only?.includes(name) ?? true)) continue;
      const what = only ? `Unit ${only.join(', ')}` : `Environment ${environment.name}`;
      report({ type: 'note', message: `${what}: is gone, and so are its pods` });
      return end();
    }
  }

  async settled(): Promise<void> {
    await Promise.allSettled(this.#tasks);
  }

  async #take(pod: KubernetesObject, isOld: boolean): Promise<void> {
    const { units, only } = this.#request;
    const { uid = '' } = pod.metadata;
    const unit = await units.unitOf(pod);
    if (unit === undefined || !(only?.includes(unit) ?? true)) return;
    const containers = this.#pods.get(uid) ?? new Map<string, ContainerFollower>();
    this.#pods.set(uid, containers);
    for (const state of containerStates(pod)) {
      const follower = containers.get(state.name);
      if (follower) follower.update(state);
      else containers.set(state.name, this.#follow(state, { unit, pod, isOld }));
    }
  }

  #follow(
    state: ContainerState,
    { unit, pod, isOld }: { readonly unit: string; readonly pod: KubernetesObject; readonly isOld: boolean },
  ): ContainerFollower {
    const { cluster, bounds, mask, report, drained, signal, end } = this.#request;
    const of = { unit, pod: pod.metadata.name, container: state.name };
    const name = `Pod ${of.pod}: container ${of.container}`;
    const follower = new ContainerFollower(state, {
      ...{ cluster, bounds, isOld, signal },
      pod: refOf({ ...pod, apiVersion: 'v1', kind: 'Pod' }),
      onLine: async ({ time, text }) => {
        report({ type: 'log', ...of, time, line: mask(text) });
        if (!(await drained())) end();
      },
      onEnd: (how) => report({ type: 'note', message: `${name} ended, ${how}` }),
      onFailure: (message) => report({ type: 'note', message: `${name}: ${message}` }),
    });
    this.#run(follower);
    return follower;
  }

  #run(follower: ContainerFollower): void {
    const { signal } = this.#request;
    const task = follower
      .run()
      .catch((error: unknown) => {
        if (!signal.aborted) this.#failure.reject(error);
      })
      .finally(() => this.#tasks.delete(task));
    this.#tasks.add(task);
  }

  #forget(uid: string): void {
    for (const follower of this.#pods.get(uid)?.values() ?? []) follower.update(undefined);
    this.#pods.delete(uid);
  }
}
