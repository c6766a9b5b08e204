import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '@todo/errors';
import fc from 'fast-check';
import type { KubernetesObject } from '../../../src/cluster/kubernetes-object.ts';
import { deploy } from '../../../src/deploy.ts';
import type { DeployRequest } from '../../../src/deploy-request.ts';
import { createConsoleReporter } from '../../../src/report/console-reporter.ts';
import type { DeployEvent } from '../../../src/report/events.ts';
import { createJsonReporter } from '../../../src/report/json-reporter.ts';
import { createStyle } from '../../../src/report/style.ts';
import { TestRelease } from '../cluster.ts';
import { RecordingProxy, isWrite, type CallFault, type RecordedCall } from '../recording-proxy.ts';
import type { Values } from './fault.ts';

/** How a deploy ended, and all that anybody could read of it. */
export interface Ending {
  readonly error: AppError | undefined;
  readonly events: readonly DeployEvent[];
  readonly output: string;
}

interface Listener {
  readonly isMeant: (event: DeployEvent) => boolean;
  readonly resolve: () => void;
}

/** Without pods: what is about the API alone needs none. */
const quiet: Values = { app: { replicas: 0 }, web: { enabled: false }, migration: { enabled: false } };

/** One release with a canary in a Secret, deployed through a proxy that can spoil the way to its cluster. */
export class FaultSite {
  readonly release: TestRelease;
  readonly proxy: RecordingProxy;
  /** A value that only the Secret, and the container that is given it, may know. */
  readonly canary = `canary-${randomBytes(8).toString('hex')}`;
  /** What the deploys of the table are given besides the release's own request. */
  request: Partial<DeployRequest> = {};
  readonly #evidence = mkdtempSync(join(tmpdir(), 'todo-deploy-evidence-'));
  readonly #seed: number;
  #ending: Ending | undefined;
  readonly #mending: (() => unknown)[] = [];
  readonly #closing: (() => unknown)[] = [];
  #listeners: Listener[] = [];
  #strikes = 0;

  private constructor(release: TestRelease, { proxy, seed }: { proxy: RecordingProxy; seed: number }) {
    this.release = release;
    this.proxy = proxy;
    this.#seed = seed;
    release.values = { ...quiet, extra: [secretOf(this.canary)] };
  }

  static async open(seed: number): Promise<FaultSite> {
    const release = await TestRelease.open();
    return new FaultSite(release, { proxy: await RecordingProxy.open(release.connection), seed });
  }

  /** The deploy that met the fault. */
  get ending(): Ending {
    if (!this.#ending) throw new Error('nothing was deployed yet');
    return this.#ending;
  }

  /** Gives the chart other values: mappings are merged, lists are added to. */
  change(values: Values): void {
    const before: Values = this.release.values;
    const merged = Object.entries(values).map(([key, value]) => [key, mergeValue(before[key], value)]);
    this.release.values = { ...before, ...(Object.fromEntries(merged) as Values) };
  }

  /** One of so many, decided by the seed. */
  pick(count: number): number {
    const [picked = 0]: number[] = fc.sample(fc.noBias(fc.nat(count - 1)), { seed: this.#seed, numRuns: 1 });
    return picked;
  }

  /** Lets the first so many calls that match meet the fault. */
  spoil(matches: (call: RecordedCall) => boolean, fault: CallFault, times = 1): void {
    this.#strikes = times;
    this.proxy.fault = (call) =>
      this.#strikes > 0 && matches(call) && this.#strikes-- > 0 ? fault : undefined;
  }

  /** Acts when the server has done so many writes and then one more, before the client hears of that. */
  onWrite(count: number, act: () => unknown): void {
    this.#strikes = count + 1;
    this.proxy.onAnswer = async (call) => {
      if (isWrite(call) && this.#strikes > 0 && --this.#strikes === 0) await act();
    };
  }

  /** Whether everything that was to strike has struck. */
  get hasStruck(): boolean {
    return this.#strikes === 0 && this.#listeners.length === 0;
  }

  /** Resolves when a deploy next reports an event that is meant. */
  event(isMeant: (event: DeployEvent) => boolean): Promise<void> {
    return new Promise((resolve) => this.#listeners.push({ isMeant, resolve }));
  }

  /** Has something done when the fault is to be over, and at the end at the latest. */
  onMend(action: () => unknown): void {
    this.#mending.push(action);
  }

  /** Has something done at the very end. */
  onClose(action: () => unknown): void {
    this.#closing.push(action);
  }

  /** Ends the fault, last part first. */
  mend(): Promise<void> {
    return undo(this.#mending);
  }

  /** Resolves when a pod of the app is in a state that its JSON shows. */
  async podState(app: string, text: RegExp): Promise<void> {
    const selection = {
      ...{ apiVersion: 'v1', kind: 'Pod' },
      namespace: this.release.namespace,
      labelSelector: `app=${app}`,
    };
    for await (const event of this.release.cluster.watch(selection, AbortSignal.timeout(180_000))) {
      const pods = event.type === 'synced' ? event.objects : [event.object];
      if (pods.some((pod) => text.test(JSON.stringify(pod)))) return;
    }
    throw new Error(`no pod of ${app} came to ${text.source}`);
  }

  /** What a deploy through the proxy is asked. */
  wholeRequest(): DeployRequest {
    const { release, proxy, request } = this;
    return {
      ...release.request(),
      ...{ connection: proxy.connection, evidenceFolder: this.#evidence },
      ...request,
    };
  }

  /** Deploys through the proxy, to whatever end. */
  async deploy(changes: Partial<DeployRequest> = {}): Promise<Ending> {
    this.proxy.calls.length = 0;
    const all = { ...this.wholeRequest(), ...changes };
    const recorder = createRecorder((event) => this.#hear(event));
    const context = { report: recorder.report, signal: new AbortController().signal };
    const ended = await deploy(all, context).then(
      (result) => ({ error: undefined, text: JSON.stringify(result) }),
      (error: unknown) => {
        if (!(error instanceof AppError)) throw error;
        return { error, text: JSON.stringify([error.message, error.hint, error.context]) };
      },
    );
    const { events, text } = recorder;
    const output = [ended.text, JSON.stringify(events), text(), ...readFiles(this.#evidence)].join('\n');
    this.#ending = { error: ended.error, events, output };
    return this.#ending;
  }

  /** Writes to the environment's objects since the last deploy began; what keeps order among deploys is none. */
  writes(): readonly RecordedCall[] {
    return this.proxy.calls.filter((call) => isWrite(call) && !call.path.includes('/leases'));
  }

  /** Makes an object in the namespace that is none of the release's. */
  async apply(object: KubernetesObject): Promise<KubernetesObject> {
    const placed = { ...object, metadata: { namespace: this.release.namespace, ...object.metadata } };
    return this.release.cluster.apply(placed, { signal: AbortSignal.timeout(30_000) });
  }

  async close(): Promise<void> {
    try {
      await this.mend();
    } finally {
      await undo(this.#closing);
      await this.proxy.close();
      await this.release.close();
      rmSync(this.#evidence, { recursive: true });
    }
  }

  #hear(event: DeployEvent): void {
    const heard = this.#listeners.filter(({ isMeant }) => isMeant(event));
    this.#listeners = this.#listeners.filter((listener) => !heard.includes(listener));
    for (const { resolve } of heard) resolve();
  }
}

async function undo(actions: (() => unknown)[]): Promise<void> {
  for (let action = actions.pop(); action; action = actions.pop()) await action();
}

function readFiles(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => `${name}\n${readFileSync(join(parentPath, name), 'utf8')}`);
}

/** Everything that a person or a program could read of a deploy. */
function createRecorder(hear: (event: DeployEvent) => void) {
  const events: DeployEvent[] = [];
  let text = '';
  const write = (written: string) => void (text += written);
  const reporters = [createConsoleReporter({ write, style: createStyle(false) }), createJsonReporter(write)];
  const report = (event: DeployEvent) => {
    events.push(event);
    for (const reporter of reporters) reporter.report(event);
    hear(event);
  };
  return { events, report, text: () => text };
}

function mergeValue(before: unknown, value: unknown): unknown {
  if (Array.isArray(before) && Array.isArray(value))
    return [...(before as unknown[]), ...(value as unknown[])];
  if (typeof before === 'object' && typeof value === 'object') return { ...before, ...value };
  return value;
}

function secretOf(canary: string) {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'canary' },
    stringData: { password: canary, url: `postgres://user:${canary}@host/name` },
  };
}
