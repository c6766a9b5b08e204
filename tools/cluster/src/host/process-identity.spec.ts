import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { identifyProcess, isRunning, parseStat, signalProcess } from './process-identity.ts';

describe('process identity', () => {
  it('reads state and start time behind a name with spaces and brackets', () => {
    const text = `7 (a) b (c)) S 1 7 7 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 987654 1000 10`;
    expect(parseStat(text)).toEqual({ state: 'S', startTicks: 987654 });
    expect(parseStat('nonsense')).toBeUndefined();
  });

  it('knows this process, and not one that never was', () => {
    const self = identifyProcess(process.pid);
    expect(self && isRunning(self)).toBe(true);
    expect(identifyProcess(2 ** 30)).toBeUndefined();
  });

  it.each([
    ['that started at another time', { startTicks: 1 }],
    ['of another boot', { bootId: '00000000-0000-0000-0000-000000000000' }],
  ])('takes a process %s with the same id for another one, and does not signal it', (_, change) => {
    const self = identifyProcess(process.pid);
    const other = { ...self, pid: process.pid, startTicks: 0, bootId: '', ...self, ...change };
    expect(isRunning(other)).toBe(false);
    expect(() => signalProcess(other, 'SIGKILL')).not.toThrow();
  });

  it('sees the end of a process', async () => {
    const child = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] });
    await once(child, 'spawn');
    const identity = identifyProcess(child.pid ?? 0);
    expect(identity && isRunning(identity)).toBe(true);
    const exited = once(child, 'exit');
    if (identity) signalProcess(identity, 'SIGTERM');
    await exited;
    expect(identity && isRunning(identity)).toBe(false);
  });
});
