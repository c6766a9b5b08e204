import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, describe, expect, it } from '@jest/globals';
import { createAppWorkspace, removeAppWorkspace } from './app-workspace.ts';

const name = `cancel-test-${randomBytes(4).toString('hex')}`;
const workspace = createAppWorkspace(name);

afterAll(() => removeAppWorkspace(workspace, name));

/** Starts an Nx command in a terminal of its own, and presses Ctrl-C once it shows a text. */
async function pressCtrlC(words: string, shown: string): Promise<string> {
  const outer = /^(NX_|JEST_|NODE_OPTIONS$|NODE_ENV$|npm_|CI$)/;
  const environment = Object.entries(process.env).filter(([variable]) => !outer.test(variable));
  const env = { ...Object.fromEntries(environment), NX_ISOLATE_PLUGINS: 'false', TODO_CLUSTER_FILE: '' };
  const command = `${process.execPath} node_modules/nx/dist/bin/nx.js ${words}`;
  const terminal = spawn('script', ['-qfec', command, '/dev/null'], { cwd: workspace.root, env });
  let output = '';
  let isPressed = false;
  terminal.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    if (isPressed || !output.includes(shown)) return;
    isPressed = true;
    terminal.stdin.write('\u0003');
  });
  await once(terminal, 'close');
  return output;
}

describe('Ctrl-C while Nx deploys', () => {
  it('shows what state was left', async () => {
    const build = { executor: 'nx:run-commands', options: { command: 'echo busy with it && sleep 600' } };
    workspace.write('apps/api/project.json', { name: 'api', targets: { build } });
    const output = await pressCtrlC('run api:deploy --output-style=static', 'building api');
    expect(output).toMatch(/DEPLOY_CANCELLED.*the deploy was cancelled; nothing was written/);
  });
});
