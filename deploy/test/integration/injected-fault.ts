import {
  numberAt,
  recordsAt,
  refOf,
  type KubernetesObject,
  type ObjectRef,
} from '../../src/cluster/kubernetes-object.ts';
import { statusOf } from '../../src/rollout/status.ts';
import { TestRelease } from './cluster.ts';

/** The kubelet measures volumes every minute. */
const patienceMs = 300_000;

/** A release that runs well, into which a test brings what a mistake of a person or a program leaves. */
export class FaultyRelease {
  readonly release: TestRelease;
  readonly #originals = new Map<string, KubernetesObject>();
  readonly #healing: (() => Promise<unknown>)[] = [];

  private constructor(release: TestRelease) {
    this.release = release;
  }

  /** @param steps values of the chart, deployed one after the other */
  static async open(steps: readonly Record<string, unknown>[]): Promise<FaultyRelease> {
    const release = await TestRelease.open();
    try {
      for (const values of steps) {
        release.values = values;
        await release.deploy();
      }
    } catch (error) {
      await release.close();
      throw error;
    }
    return new FaultyRelease(release);
  }

  /**
   * Changes an object's spec past the deploy, as `kubectl edit` would, and waits until its controller has seen that: its
   * pods may show a fault before its own status counts them.
   */
  async edit(kind: string, name: string, change: (object: KubernetesObject) => object): Promise<void> {
    const ref = this.release.ref(kind, name);
    const object = await this.release.get(kind, name);
    if (!object) throw new Error(`${kind} ${name} is not there`);
    if (!this.#originals.has(`${kind}/${name}`)) this.#originals.set(`${kind}/${name}`, object);
    await this.release.patchAs('a-person', ref, { spec: change(object) });
    await this.seen(kind, (changed) => changed.metadata.name === name && isObserved(changed));
  }

  /** Changes the one container of a workload. */
  editContainer(name: string, change: object, pod: object = {}): Promise<void> {
    return this.edit('Deployment', name, (object) => {
      const [container] = recordsAt(object, 'spec', 'template', 'spec', 'containers');
      return { template: { spec: { ...pod, containers: [{ ...container, ...change }] } } };
    });
  }

  /** Makes an object that is none of the release's, until it heals. */
  async apply(object: Omit<KubernetesObject, 'metadata'> & { readonly metadata: { readonly name: string } }) {
    const { namespace, cluster } = this.release;
    const placed = { ...object, metadata: { ...object.metadata, namespace } } as KubernetesObject;
    await cluster.apply(placed, { signal: AbortSignal.timeout(30_000) });
    this.onHeal(() => cluster.delete(refOf(placed), { signal: AbortSignal.timeout(30_000) }));
  }

  onHeal(action: () => Promise<unknown>): void {
    this.#healing.push(action);
  }

  /** Puts everything back as the deploy had it, and waits until the workloads are ready. */
  async heal(): Promise<void> {
    for (const action of this.#healing.splice(0)) await action();
    for (const [key, original] of this.#originals) {
      const [kind = '', name = ''] = key.split('/');
      await this.release.patchAs('a-person', this.release.ref(kind, name), { spec: original['spec'] });
    }
    await this.#isReady('web');
    // Instead of waiting until the kubelet starts once more what ended again and again.
    for (const pod of await this.release.pods('app')) {
      if (!/CrashLoopBackOff/.test(JSON.stringify(pod))) continue;
      await this.release.cluster.delete(refOf(pod), { signal: AbortSignal.timeout(30_000) });
    }
    await this.#isReady('app');
  }

  #isReady(name: string): Promise<void> {
    return this.seen(
      'Deployment',
      (object) => object.metadata.name === name && statusOf(object).state === 'ready',
    );
  }

  /** Resolves when the cluster shows such an object, or one whose JSON has such a text. */
  async seen(kind: string, shows: RegExp | ((object: KubernetesObject) => boolean)): Promise<void> {
    const isMeant = (object: KubernetesObject) =>
      shows instanceof RegExp ? shows.test(JSON.stringify(object)) : shows(object);
    const { apiVersion, namespace }: Omit<ObjectRef, 'name'> = this.release.ref(kind, '');
    const signal = AbortSignal.timeout(patienceMs);
    for await (const event of this.release.cluster.watch({ apiVersion, kind, namespace }, signal)) {
      if (event.type === 'deleted') continue;
      const objects = event.type === 'synced' ? event.objects : [event.object];
      if (objects.some(isMeant)) return;
    }
    throw new Error(`no ${kind} came to show ${String(shows)}`);
  }

  close(): Promise<void> {
    return this.release.close();
  }
}

function isObserved(object: KubernetesObject): boolean {
  const generation = object.metadata.generation;
  return generation === undefined || numberAt(object, 'status', 'observedGeneration') === generation;
}
