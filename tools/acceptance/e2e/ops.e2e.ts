import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Clone } from './support/clone.ts';
import { OpsClient, replicasOf } from './support/ops-client.ts';

const localEnvironment = 'deploy/environments/local.yaml';
const withOps = 'values:\n  ops:\n    enabled: true\n    allowWrite: true\n';

describe('the server of tools in the cluster', () => {
  let clone: Clone;
  let ops: OpsClient;

  beforeAll(async () => {
    clone = new Clone();
    clone.change(localEnvironment, { from: 'values:\n', to: withOps });
    const { exitCode, output } = await clone.run('todo-deploy', 'deploy');
    expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
    ops = await OpsClient.open();
  });

  afterAll(async () => {
    ops.close();
    clone.git('checkout', '--quiet', '--detach', 'HEAD~1');
    const { exitCode, output } = await clone.run('todo-deploy', 'deploy');
    expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
    expect(output).toMatch(/delete .*Deployment\/todo\/todo-ops/);
    clone.remove();
  });

  it('lets nobody in without the token', async () => {
    expect(await ops.statusWithoutToken()).toBe(401);
  });

  it('offers what needs no workspace', async () => {
    const names = await ops.toolNames();
    expect(names).toEqual(
      expect.arrayContaining(['status', 'diagnose', 'plan', 'deploy', 'scale', 'rollback']),
    );
    expect(names).not.toContain('explain');
  });

  it.each(['status', 'diagnose', 'history', 'events', 'resources', 'plan'])(
    'may read what %s needs, by its own account',
    async (tool) => {
      const { text, isError } = await ops.call(tool);
      expect({ text, isError }).toMatchObject({ isError: false });
      expect(text).toContain('namespace todo');
    },
  );

  it('may read logs, and masks its own token in them', async () => {
    const { text } = await ops.call('logs', { unit: 'backend' });
    expect(text).toContain('Data written by the containers');
  });

  it('scales a unit, and takes it back', async () => {
    const before = await replicasOf('frontend');
    const replicas = (before ?? 0) + 1;
    const scaled = await ops.carryOut('scale', { unit: 'frontend', replicas });
    expect(scaled.plan).toContain(`spec.replicas: ${before} → ${replicas}`);
    expect(scaled.done).toMatchObject({ isError: false });
    expect(await replicasOf('frontend')).toBe(replicas);
    const back = await ops.carryOut('rollback', { unit: 'frontend' });
    expect(back.done).toMatchObject({ isError: false });
    expect(await replicasOf('frontend')).toBe(before);
  });

  it('lists who called what, for whoever asks from the workspace', async () => {
    const { output } = await clone.run('todo-deploy', 'history', '--calls');
    expect(output).toMatch(/scale .*unit=frontend.* by acceptance\/1\.0: answered/);
  });
});
