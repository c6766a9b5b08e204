import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

/** Says what it hears; goes on for a while after the first signal, as a deploy does that finishes a write. */
const program = `
  import { listenForCancellation } from ${JSON.stringify(join(import.meta.dirname, 'cancellation.ts'))};
  const { signal, stop } = listenForCancellation(() => console.log('heard'));
  signal.addEventListener('abort', () => setTimeout(() => console.log('still here'), 400));
  process.on('SIGUSR2', () => { stop(); console.log('stopped'); });
  setInterval(() => undefined, 1000);
  console.log('ready');
`;

async function start() {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => (await lines.next()).value;
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  expect(await next()).toBe('ready');
  return { child, next, ended };
}

describe('listenForCancellation', () => {
  it('lets the first Ctrl-C abort, takes its doubles for the same one, and lets the second end the process', async () => {
    const { child, next, ended } = await start();
    child.kill('SIGINT');
    expect(await next()).toBe('heard');
    child.kill('SIGINT');
    child.kill('SIGTERM');
    expect(await next()).toBe('still here');
    child.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
  });

  it('aborts on SIGTERM', async () => {
    const { child, next, ended } = await start();
    child.kill('SIGTERM');
    expect(await next()).toBe('heard');
    expect(await next()).toBe('still here');
    child.kill('SIGKILL');
    await ended;
  });

  it('gives the signals their usual meaning back', async () => {
    const { child, next, ended } = await start();
    child.kill('SIGUSR2');
    expect(await next()).toBe('stopped');
    child.kill('SIGTERM');
    expect(await ended).toEqual([null, 'SIGTERM']);
  });
});
