import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pauseProgram } from './pause-program.ts';

const architecture = process.arch === 'arm64' ? 'arm64' : 'x64';

/** Signals as bits of a line in /proc/PID/status. */
function signals(pid: number | undefined, line: string): number {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number.parseInt(new RegExp(`^${line}:\\s+([0-9a-f]+)$`, 'm').exec(text)?.[1] ?? '0', 16);
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(setImmediate);
}

describe('pauseProgram', () => {
  let folder: string;
  let file: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'pause-'));
    file = join(folder, 'pause');
    writeFileSync(file, pauseProgram(architecture), { mode: 0o755 });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(['SIGTERM', 'SIGINT'] as const)('waits, and ends with 0 on %s', async (signal) => {
    const child = spawn(file);
    const exited = once(child, 'exit');
    await until(() => readFileSync(`/proc/${child.pid}/wchan`, 'utf8').includes('sigtimedwait'));
    child.kill(signal);
    expect(await exited).toEqual([0, null]);
  });

  it('ignores SIGCHLD, so that the kernel reaps its orphans, and goes on after an interruption', async () => {
    const child = spawn(file);
    const exited = once(child, 'exit');
    const sigChld = 1 << 16;
    await until(() => (signals(child.pid, 'SigIgn') & sigChld) !== 0);
    child.kill('SIGSTOP');
    await until(() => /^State:\s+T/m.test(readFileSync(`/proc/${child.pid}/status`, 'utf8')));
    child.kill('SIGCONT');
    await until(() => /^State:\s+S/m.test(readFileSync(`/proc/${child.pid}/status`, 'utf8')));
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
  });

  it('is an ELF executable of a few hundred bytes for either architecture', () => {
    for (const [name, machine] of [
      ['x64', 62],
      ['arm64', 183],
    ] as const) {
      const program = pauseProgram(name);
      expect(program.subarray(0, 4).toString('latin1')).toBe('\x7fELF');
      expect(program.readUInt16LE(18)).toBe(machine);
      expect(program.length).toBeLessThan(300);
    }
  });
});
