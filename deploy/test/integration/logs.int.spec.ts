import { EventEmitter, once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { connectCluster } from '../../src/cluster/client.ts';
import type { LogBounds } from '../../src/logs/follow-container.ts';
import { followLogs, type LogsRequest } from '../../src/logs/follow-logs.ts';
import { readLogs } from '../../src/logs/read-logs.ts';
import type { DeployEvent } from '../../src/report/events.ts';
import { TestRelease } from './cluster.ts';
import { RecordingProxy } from './recording-proxy.ts';

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
    expect(logs.lines()[0]?.line).toBe('the password is ***');
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
  readonly #emitter = new EventEmitter();
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

  /** Resolves once this is so, looking at each event; rejects when the following ends before, or a minute has passed. */
  async until(isSo: () => boolean): Promise<void> {
    const signal = AbortSignal.timeout(60_000);
    const ended = this.#following?.then(() => Promise.reject(new Error('the following ended before')));
    ended?.catch(() => undefined);
    while (!isSo()) await Promise.race([once(this.#emitter, 'event', { signal }), ended]);
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
      report: (event) => {
        this.#events.push(event);
        this.#emitter.emit('event');
      },
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

/** The node writes lines of the two output streams down a little out of order. */
function expectEachOnce(lines: readonly string[]): void {
  const numbers = lines.map(Number).toSorted((a, b) => a - b);
  expect(numbers).toEqual(numbers.map((_, index) => index));
}
