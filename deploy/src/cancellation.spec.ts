import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

/**
 * Says what it hears, and goes on after the first signal, as a deploy does that finishes a write. Its clock stands still
 * until SIGHUP puts it on by a second.
 */
const program = `
  import { listenForCancellation } from ${JSON.stringify(join(import.meta.dirname, 'cancellation.ts'))};
  let nowMs = 1000;
  performance.now = () => nowMs;
  process.on('SIGHUP', () => { nowMs += 1000; console.log('a second later'); });
  const { signal, stop } = listenForCancellation(() => console.log('heard'));
  signal.addEventListener('abort', () => console.log('aborted'));
  process.on('SIGUSR2', () => { stop(); console.log('stopped'); });
  setInterval(() => undefined, 1000);
`;

/** Says when it is through with a signal. */
const withEnds = `${program}
  for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => console.log('through with ' + name));
`;

async function start(script = program) {
  const words = ['--input-type=module', '--eval', `${script}; console.log('ready');`];
  const child = spawn(process.execPath, words, {
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
    const { child, next, ended } = await start(withEnds);
    child.kill('SIGINT');
    expect([await next(), await next()]).toEqual(['heard', 'aborted']);
    expect(await next()).toBe('through with SIGINT');
    for (const double of ['SIGINT', 'SIGTERM'] as const) {
      child.kill(double);
      expect(await next()).toBe(`through with ${double}`);
    }
    child.kill('SIGHUP');
    expect(await next()).toBe('a second later');
    child.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
  });

  it('aborts on SIGTERM', async () => {
    const { child, next, ended } = await start();
    child.kill('SIGTERM');
    expect([await next(), await next()]).toEqual(['heard', 'aborted']);
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
