import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAppWorkspace, removeAppWorkspace } from './app-workspace.ts';
import { McpSession } from './mcp-session.ts';

const name = `mcp-test-${randomBytes(4).toString('hex')}`;
const workspace = createAppWorkspace(name);

describe('an MCP client in a workspace', () => {
  let session: McpSession;

  beforeAll(async () => {
    await workspace.todoDeploy('deploy');
    session = await McpSession.inWorkspace(workspace.root, '--allow-write');
  });

  afterAll(async () => {
    await session.close();
    await removeAppWorkspace(workspace, name);
  });

  it('deploys what it planned, image and all, and nothing when it is there', async () => {
    workspace.write('apps/api/main.txt', 'run api faster\n');
    expect(await session.call('explain', { unit: 'api' })).toContain('its image would be built');
    const planned = await session.call('plan');
    expect(planned).toContain('file    apps/api/main.txt');
    expect(planned).toContain('to be built');
    const planHash = await session.planHash({});
    const { text, isError } = await session.answer('deploy', { planHash });
    expect({ text, isError }).toMatchObject({ isError: false });
    expect(text).toMatch(/deployed api: .*restarted/);
    expect(await session.call('history', { unit: 'api' })).toMatch(/2 .* via spec 1\.0\.0 .*current/);
    expect(await session.call('plan')).toContain('nothing to change');
    expect(await session.call('deploy', { planHash })).toContain('nothing to deploy');
  });

  it('deploys less than it planned where a build turns out to be what runs', async () => {
    workspace.write('apps/api/main.txt', 'run api well\n');
    workspace.write('apps/web/main.txt', '# why\nrun web\n');
    expect(await session.call('plan')).toContain('2 objects to change');
    const planHash = await session.planHash({});
    const { text, isError } = await session.answer('deploy', { planHash });
    expect({ text, isError }).toMatchObject({ isError: false });
    expect(text).toMatch(/web published/);
    expect(text).toMatch(/deployed api: 1 object, restarted \(/);
  });

  it('is refused when a file changed since it planned', async () => {
    workspace.write('apps/api/main.txt', 'run api at its best\n');
    const planHash = await session.planHash({});
    workspace.write('apps/api/main.txt', 'run api as somebody else wants\n');
    const { text, isError } = await session.answer('deploy', { planHash });
    expect(isError).toBe(true);
    expect(text).toContain('PLAN_CHANGED');
    expect(await session.call('history', { unit: 'api' })).not.toMatch(/^ {2}4 /m);
  });

  it('finds its calls in the history, with who made them', async () => {
    const calls = await workspace.todoDeploy('history', '--calls');
    expect(calls).toMatch(/deploy planHash=[0-9a-f]{16} by .* via spec 1\.0\.0: answered/);
    expect(calls).toMatch(/refused PLAN_CHANGED/);
  });

  it('reads values without what is secret in them', async () => {
    workspace.write(
      'release/environments/local.yaml',
      `{ namespace: ${name}, release: nx, timeout: 2m, values: { password: hunter2-canary, level: 3 } }`,
    );
    const other = await McpSession.inWorkspace(workspace.root);
    const { contents } = await other.client.readResource({ uri: 'todo-deploy://values' });
    await other.close();
    expect(JSON.stringify(contents)).toContain('level');
    expect(JSON.stringify(contents)).not.toContain('hunter2-canary');
  });
});
