import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '@todo/testing/until';
import { connectCluster } from '../../src/cluster/client.ts';
import type { LogBounds } from '../../src/logs/follow-container.ts';
import { followLogs, type LogsRequest } from '../../src/logs/follow-logs.ts';
import { readLogs } from '../../src/logs/read-logs.ts';
import type { DeployEvent } from '../../src/report/events.ts';
import { TestRelease } from './cluster.ts';
import { RecordingProxy } from './recording-proxy.ts';

/** A container that ends is started again later and later: its third start takes half a minute on a quiet machine. */
const untilMs = 300_000;

/** Writes numbered lines, each with what tells this start from the others, and ends after `count` of them. */
const counting = (count: number, end: string) => `
  const start = process.hrtime.bigint(); let n = 0;
  process.on('SIGTERM', () => { console.log(start + ' bye'); process.exit(); });
  require('http').createServer((q, s) => s.end('${end}')).listen(8080);
  setInterval(() => { (n % 2 ? console.error : console.log)(start + ' ' + n++); if (n === ${count}) process.exit(3); }, 5)`;

describe('todo-deploy logs', () => {
  let release: TestRelease;
  let logs: Logs;

  beforeEach(async () => {
    release = await TestRelease.open();
    release.values = { migration: { enabled: false } };
    logs = new Logs(release);
  });

  afterEach(async () => {
    await logs.stop();
    await release.close();
  });

  it('shows every line of a pod once, over crashes and restarts', async () => {
    release.values = { ...release.values, extra: [crashingPod(counting(400, ''))] };
    await release.deploy();
    void logs.follow({ only: ['deploy'] });
    await logs.until(() => logs.starts('crashing').filter((lines) => lines.length === 400).length >= 3);
    for (const lines of logs.starts('crashing')) expectEachOnce(lines);
    await logs.stop();
    expect(logs.notes()).toContain('Pod crashing: container crashing ended, exit 3 (Error)');
  });

  it('goes on with new pods while a rollout replaces those that it follows', async () => {
    release.values = { ...release.values, app: { script: counting(1e6, 'one') } };
    await release.deploy();
    void logs.follow({ only: ['app'] });
    await logs.until(() => logs.pods().length === 2);
    const before = logs.pods();
    release.values = { ...release.values, app: { script: counting(1e6, 'two') } };
    await release.deploy();
    await logs.until(() => logs.pods().length === 4 && before.every((pod) => logs.said(pod, 'bye')));
    await logs.stop();
    for (const pod of logs.pods()) {
      const [lines = []] = logs.starts(pod);
      expectEachOnce(lines.filter((line) => line !== 'bye'));
    }
  });

  it('loses no line and doubles none when its connections break', async () => {
    const proxy = await RecordingProxy.open(release.connection);
    release.values = { ...release.values, app: { replicas: 1, script: counting(1e6, '') } };
    await release.deploy();
    void logs.follow({ only: ['app'], connection: proxy.connection });
    for (const _again of [1, 2, 3]) {
      const seen = logs.lines().length;
      await logs.until(() => logs.lines().length > seen + 100);
      proxy.breakConnections();
    }
    const seen = logs.lines().length;
    await logs.until(() => logs.lines().length > seen + 100);
    await logs.stop();
    await proxy.close();
    const [lines = []] = logs.starts(logs.pods()[0] ?? '');
    expectEachOnce(lines);
  });

  it('masks what the Secrets of the namespace hold', async () => {
    const env = [{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'generated', key: 'password' } } }];
    const script = `console.log('the password is ' + process.env.PASSWORD);${counting(1e6, '')}`;
    release.values = { ...release.values, app: { env, script } };
    await release.deploy();
    await logs.read({ only: ['app'] });
    const told = logs.lines().filter(({ line }) => line.startsWith('the password'));
    expect(told.map(({ line }) => line)).toEqual(['the password is ***', 'the password is ***']);
  });

  it('ends when the unit is gone, and so are its pods', async () => {
    await release.deploy();
    const proxy = await RecordingProxy.open(release.connection);
    const { promise: watched, resolve } = Promise.withResolvers<void>();
    proxy.fault = ({ isWatch, path }) => void (isWatch && path.endsWith('/pods') && resolve());
    const following = logs.follow({ only: ['web'], connection: proxy.connection });
    await watched;
    const units = release.request().units.filter(({ name }) => name !== 'web');
    release.values = { ...release.values, web: { enabled: false } };
    await release.deploy({ units });
    await following;
    await proxy.close();
    expect(logs.notes()).toContain('Unit web: is gone, and so are its pods');
  });

  it('shows as many of the lines before as are asked for, and what ran before', async () => {
    // It serves, and so is ready, only after it wrote them.
    const script = `for (let n = 0; n < 50; n++) console.log('x ' + n);
      require('http').createServer((q, s) => s.end()).listen(8080)`;
    release.values = { ...release.values, app: { replicas: 1, script } };
    await release.deploy();
    await logs.read({ only: ['app'], bounds: { tailLines: 3 } });
    expect(logs.lines().map(({ line }) => line)).toEqual(['x 47', 'x 48', 'x 49']);
    expect(logs.lines()[0]).toMatchObject({ unit: 'app', container: 'app' });
    await logs.read({ only: ['app'], previous: true });
    expect(logs.lines()).toEqual([]);
  });

  it('refuses a unit that is not there, and an environment where nothing is', async () => {
    await expect(logs.read({})).rejects.toMatchObject({ code: 'NOTHING_DEPLOYED', exitCode: 90 });
    await release.deploy();
    await expect(logs.read({ only: ['nobody'] })).rejects.toMatchObject({ code: 'UNIT_UNKNOWN' });
  });
});

type LogEvent = Extract<DeployEvent, { readonly type: 'log' }>;

interface Following {
  readonly only?: readonly string[];
  readonly bounds?: LogBounds;
  readonly connection?: TestRelease['connection'];
}

/** Collects what is shown. */
class Logs {
  readonly #release: TestRelease;
  readonly #stopping = new AbortController();
  #events: DeployEvent[] = [];
  #following: Promise<void> | undefined;

  constructor(release: TestRelease) {
    this.#release = release;
  }

  follow(wanted: Following): Promise<void> {
    this.#following = this.#request(wanted).then(followLogs);
    return this.#following;
  }

  async read({ previous = false, ...wanted }: Following & { readonly previous?: boolean }): Promise<void> {
    this.#events = [];
    await readLogs({ ...(await this.#request(wanted)), previous });
  }

  /**
   * Resolves once this is so; rejects when the following ends before, or after five minutes. Looking at each event would
   * take the longer the more lines there are, and so fall behind them.
   */
  async until(isSo: () => boolean): Promise<void> {
    let end: { readonly error?: unknown } | undefined;
    this.#following?.then(
      () => (end = {}),
      (error: unknown) => (end = { error }),
    );
    await until(() => {
      if (end && !isSo()) throw new Error('the following ended before', { cause: end.error });
      return isSo();
    }, untilMs);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#following;
  }

  lines(): readonly LogEvent[] {
    return this.#events.filter((event) => event.type === 'log');
  }

  notes(): readonly string[] {
    return this.#events.flatMap((event) => (event.type === 'note' ? [event.message] : []));
  }

  pods(): readonly string[] {
    return [...new Set(this.lines().map(({ pod }) => pod))];
  }

  said(pod: string, word: string): boolean {
    return this.lines().some((line) => line.pod === pod && line.line.endsWith(` ${word}`));
  }

  /** What each start of a pod's container wrote. */
  starts(pod: string): readonly (readonly string[])[] {
    const words = this.lines()
      .filter((line) => line.pod === pod)
      .map(({ line }) => line.split(' '));
    return Object.values(Object.groupBy(words, ([start = '']) => start)).map((lines = []) =>
      lines.map(([, number = '']) => number),
    );
  }

  async #request({
    only,
    bounds = {},
    connection = this.#release.connection,
  }: Following): Promise<LogsRequest> {
    return {
      cluster: await connectCluster(connection.kubeconfig, connection.context),
      environment: this.#release.request().environment,
      only,
      bounds,
      drained: () => Promise.resolve(true),
      report: (event) => void this.#events.push(event),
      signal: this.#stopping.signal,
    };
  }
}

function crashingPod(script: string) {
  const securityContext = {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    runAsNonRoot: true,
    runAsUser: 65532,
    seccompProfile: { type: 'RuntimeDefault' },
  };
  const container = { name: 'crashing', image: 'todo-test/app:0', args: ['-e', script], securityContext };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'crashing' },
    spec: { containers: [container], automountServiceAccountToken: false },
  };
}

/**
 * The node writes lines of the two output streams down a little out of order, so that one may be ahead of the other when
 * the following is stopped. Of each stream, which has the even or the odd numbers, no line is missing and none is doubled.
 */
function expectEachOnce(lines: readonly string[]): void {
  for (const first of [0, 1]) {
    const numbers = lines.map(Number).filter((number) => number % 2 === first);
    expect(numbers.toSorted((a, b) => a - b)).toEqual(numbers.map((_, index) => 2 * index + first));
  }
  expect(lines.length).toBeGreaterThan(0);
}
