import { setTimeout as delay } from 'node:timers/promises';
import type { Bench } from '../bench.ts';
import type { PodList } from '../cluster/cluster-view.ts';
import { releaseName } from '../contenders/contender.ts';
import { kubectlCommand } from '../contenders/kubectl.ts';
import { todoDeploy } from '../contenders/todo-deploy.ts';
import { BenchError } from '../errors.ts';
import { cloneWorkspace, localValues } from '../workspaces/clone-workspace.ts';
import type { Workspace } from '../workspaces/workspace.ts';
import type { BrokenState } from './broken-states.ts';
import { logLines } from './questions.ts';
import { watchForState } from './watch-for-state.ts';

/** This app, deployed once, in one state after another. */
export interface AppUnderQuestion {
  readonly namespace: string;
  readonly workspace: Workspace;
  /** Works while the cluster shows the state, and undoes it then. */
  readonly during: <Result>(state: BrokenState, work: () => Promise<Result>) => Promise<Result>;
}

const settleTimeoutMs = 180_000;
const measureTimeoutMs = 120_000;
const pauseMs = 500;

/** Deploys this app twice, the second time with another log level, so that there is something to go back to. */
export async function deployApp(bench: Bench): Promise<AppUnderQuestion> {
  const namespace = bench.namespace('app');
  const workspace = await cloneWorkspace(bench, namespace);
  const values = (await localValues(bench))(namespace);
  const { load, deploy } = todoDeploy(bench, workspace);
  for (const logLevel of ['debug', 'info']) {
    bench.say(`  deploying the app, log level ${logLevel}`);
    await load({ ...values, logLevel });
    await deploy(bench.direct);
  }
  await untilPods(bench, namespace, ({ ending }) => ending.length === 0);
  await fillLog(bench, namespace);
  await untilMeasured(bench, namespace);
  return { namespace, workspace, during: (state, work) => during(bench, { namespace, state }, work) };
}

/** What a page asks for, and something that there is not: lines of several paths and statuses. */
const requested = ['/api/auth/get-session', '/api/guest/tasks', '/api/guest/conversations', '/absent'];

/** Has the backend write at least as many lines as are asked for. */
async function fillLog(bench: Bench, namespace: string): Promise<void> {
  const service = `/api/v1/namespaces/${namespace}/services/${releaseName}-backend:http/proxy`;
  for (let line = 0; line < logLines; line++) {
    const path = `${service}${requested[line % requested.length]}`;
    const words = ['get', '--raw', path];
    await bench.run(kubectlCommand(bench, { access: bench.direct, namespace }, words), { exitCodes: [] });
  }
}

interface StatePlace {
  readonly namespace: string;
  readonly state: BrokenState;
}

async function during<Result>(
  bench: Bench,
  { namespace, state }: StatePlace,
  work: () => Promise<Result>,
): Promise<Result> {
  const { all: sound } = await bench.cluster.pods(namespace);
  const kubectl = (words: readonly string[]) =>
    bench.run(kubectlCommand(bench, { access: bench.direct, namespace }, words));
  const containers = [{ name: 'backend', ...state.container(bench) }];
  const patch = JSON.stringify({ spec: { template: { spec: { containers } } } });
  const watch = await watchForState(bench, state, namespace);
  try {
    await kubectl(['patch', backend, '--patch', patch]);
    await watch.shownAt;
    const result = await work();
    await kubectl(['rollout', 'undo', backend]);
    await kubectl(['rollout', 'status', backend, `--timeout=${settleTimeoutMs / 1000}s`]);
    await untilPods(bench, namespace, ({ all }) => all.every((uid) => sound.includes(uid)));
    return result;
  } finally {
    watch.stop();
  }
}

const backend = `deployment/${releaseName}-backend`;

async function untilPods(
  { cluster, signal }: Bench,
  namespace: string,
  isSettled: (pods: PodList) => boolean,
): Promise<void> {
  const deadline = performance.now() + settleTimeoutMs;
  while (!isSettled(await cluster.pods(namespace))) {
    if (performance.now() > deadline)
      throw new BenchError('STATE_MISSED', {
        what: 'the end of former pods',
        where: namespace,
        afterMs: settleTimeoutMs,
      });
    await delay(pauseMs, undefined, { signal });
  }
}

/** Until the usage of all pods is measured; a cluster that measures none is waited for in vain, and not for long. */
async function untilMeasured(bench: Bench, namespace: string): Promise<void> {
  const { living } = await bench.cluster.pods(namespace);
  const top = kubectlCommand(bench, { access: bench.direct, namespace }, ['top', 'pods', '--no-headers']);
  const deadline = performance.now() + measureTimeoutMs;
  while (performance.now() < deadline) {
    const { exitCode, output } = await bench.run(top, { exitCodes: [] });
    if (exitCode === 0 && output.length >= living.length) return;
    await delay(pauseMs * 4, undefined, { signal: bench.signal });
  }
}
