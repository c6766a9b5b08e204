import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { identifyProcess } from '../../host/process-identity.ts';
import { followStart } from './follow-start.ts';
import { clusterLayout, type Layout } from './layout.ts';
import type { ClusterStatus, StepStatus } from './supervisor/cluster-status.ts';

const ready = (name: string, readyAfterMs: number): StepStatus => ({
  name,
  kind: 'component',
  state: 'ready',
  readyAfterMs,
  restarts: 0,
  restartsInRow: 0,
});

describe('followStart', () => {
  let folder: string;
  let layout: Layout;
  const write = (change: Partial<ClusterStatus>) => {
    const supervisor = identifyProcess(process.pid) ?? { pid: 0, startTicks: 0, bootId: '' };
    const status: ClusterStatus = {
      version: 1,
      dir: layout.dir,
      definitionHash: 'h',
      supervisor,
      state: 'starting',
      steps: [],
      ...change,
    };
    writeFileSync(layout.statusFile, JSON.stringify(status));
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'follow-'));
    layout = { ...clusterLayout(folder, 'spec'), statusFile: join(folder, 'status.json') };
    mkdirSync(layout.logDir, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('returns when all is ready, and says when each milestone was', async () => {
    const lines: string[] = [];
    write({ state: 'ready', steps: [ready('etcd', 300), ready('apiserver', 3210), ready('registry', 90)] });
    await followStart(layout, { progress: (line) => lines.push(line) });
    expect(lines).toContain('API server    ready  3.2 s');
    expect(lines).toContain('registry      ready  0.1 s');
  });

  it('names a component that ends at every start, with its last lines', async () => {
    const failing: StepStatus = {
      name: 'registry',
      kind: 'component',
      state: 'restarting',
      restarts: 4,
      restartsInRow: 4,
      lastFailure: 'exit code 1',
      lastLines: 'no such file',
    };
    write({ steps: [ready('etcd', 300), failing] });
    await expect(followStart(layout, { progress: () => undefined })).rejects.toMatchObject({
      code: 'COMPONENT_DIED',
      message: 'registry: ended with exit code 1 at every start; its last lines: no such file',
      hint: `read ${layout.logDir}/registry.log`,
    });
  });

  it('does not give up on a component that ended often in its life but not lately', async () => {
    const cancel = new AbortController();
    const recovering: StepStatus = { ...ready('etcd', 1), state: 'starting', restarts: 9, restartsInRow: 1 };
    write({ steps: [recovering] });
    const following = followStart(layout, { progress: () => undefined, signal: cancel.signal });
    setImmediate(() => cancel.abort());
    await expect(following).rejects.toThrow('aborted');
  });

  it('says so when the supervisor is dead, with what it said last', async () => {
    writeFileSync(join(layout.logDir, 'supervisor.log'), 'first\nSyntaxError: nonsense\n');
    write({ supervisor: { pid: 2 ** 30, startTicks: 1, bootId: 'x' } });
    await expect(followStart(layout, { progress: () => undefined })).rejects.toMatchObject({
      code: 'SUPERVISOR_DIED',
      message: expect.stringContaining('SyntaxError: nonsense') as unknown,
    });
  });
});
