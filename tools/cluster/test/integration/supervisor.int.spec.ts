import { mkdtempSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '@todo/testing/until';
import { signalProcess } from '../../src/host/process-identity.ts';
import type { ComponentStep, Definition, Step } from '../../src/providers/native/definition.ts';
import { clusterLayout, type Layout } from '../../src/providers/native/layout.ts';
import { readStatus, type StepStatus } from '../../src/providers/native/supervisor/cluster-status.ts';
import { Supervisor } from '../../src/providers/native/supervisor/supervisor.ts';

/** A process that listens on a Unix socket, as node scripts with a few extra words. */
function listener(name: string, socket: string, after: readonly string[] = []): ComponentStep {
  const script = `console.log('${name} starts'); require('node:net').createServer().listen(process.argv[1])`;
  const probe = { kind: 'socket', path: socket } as const;
  return { kind: 'component', name, after, command: [process.execPath, '-e', script, socket], probe };
}

describe('Supervisor', () => {
  let folder: string;
  let layout: Layout;
  let stop: AbortController;
  let supervisor: Supervisor | undefined;
  const seen: string[] = [];
  const step = (name: string): StepStatus | undefined =>
    readStatus(layout)?.steps.find((one) => one.name === name);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'supervisor-'));
    layout = { ...clusterLayout(folder, 'spec'), statusFile: join(folder, 'status.json') };
    mkdirSync(layout.logDir, { recursive: true });
    stop = new AbortController();
    seen.length = 0;
  });
  afterEach(async () => {
    stop.abort();
    for (const { process: identity } of supervisor?.statuses ?? []) {
      if (identity) signalProcess(identity, 'SIGKILL');
    }
    await supervisor?.ended();
    supervisor = undefined;
    rmSync(folder, { recursive: true });
  });

  function start(steps: readonly Step[], task: () => Promise<void> = () => Promise.resolve()) {
    const allocation = { ports: { http: 1, https: 2, registry: 3, api: 4 }, subnet: 1 };
    const definition: Definition = {
      hash: 'h',
      layout,
      allocation,
      pauseImage: '',
      contourCrdsFile: '',
      steps,
    };
    supervisor = new Supervisor(definition, {
      env: { PATH: '/usr/bin:/bin' },
      authority: '',
      tasks: { 'etcd-data': task, 'pause-image': task, objects: task, node: task },
      onReady: () => seen.push('ready'),
      stopping: stop.signal,
    });
    supervisor.start();
  }

  it('starts a step only when those before it answer, and says so once all do', async () => {
    const first = listener('first', join(folder, 'first.sock'));
    const second = listener('second', join(folder, 'second.sock'), ['first', 'objects']);
    start([second, first, { kind: 'task', name: 'objects', after: ['first'] }]);
    expect(step('second')?.state).toBe('waiting');
    await until(() => readStatus(layout)?.state === 'ready');
    expect(seen).toEqual(['ready']);
    expect(step('second')?.readyAfterMs).toBeGreaterThanOrEqual(step('first')?.readyAfterMs ?? Infinity);
  });

  it('starts a killed component again, and reports how it ended with its last lines', async () => {
    start([listener('first', join(folder, 'first.sock'))]);
    await until(() => step('first')?.state === 'ready');
    const before = step('first')?.process?.pid ?? 0;
    rmSync(join(folder, 'first.sock'));
    process.kill(before, 'SIGKILL');
    await until(() => step('first')?.restarts === 1 && step('first')?.state === 'ready');
    expect(step('first')).toMatchObject({
      lastFailure: 'signal SIGKILL',
      lastLines: 'first starts',
      restartsInRow: 1,
    });
    expect(step('first')?.process?.pid).not.toBe(before);
    expect(seen).toEqual(['ready']);
    expect(readFileSync(join(layout.logDir, 'first.log'), 'utf8')).toBe('first starts\nfirst starts\n');
  });

  it('goes on trying a program that is not there, and says what is wrong', async () => {
    const missing: ComponentStep = { ...listener('first', join(folder, 'x')), command: ['/no/such/program'] };
    start([missing]);
    await until(() => (step('first')?.restarts ?? 0) >= 2);
    expect(step('first')?.lastFailure).toBe('spawn /no/such/program ENOENT');
    expect(readStatus(layout)?.state).toBe('starting');
  });

  it('tries a task again until it succeeds', async () => {
    let tries = 0;
    start([{ kind: 'task', name: 'node', after: [] }], () => {
      tries += 1;
      return tries < 3 ? Promise.reject(new Error(`try ${tries}`)) : Promise.resolve();
    });
    await until(() => step('node')?.state === 'ready');
    expect(step('node')).toMatchObject({ restarts: 2, lastFailure: 'try 2' });
  });

  it('starts nothing again once it stops', async () => {
    start([listener('first', join(folder, 'first.sock'))]);
    await until(() => step('first')?.state === 'ready');
    stop.abort();
    process.kill(step('first')?.process?.pid ?? 0, 'SIGTERM');
    await supervisor?.ended();
    expect(step('first')?.restarts).toBe(0);
    expect(readStatus(layout)?.state).toBe('stopping');
  });
});
