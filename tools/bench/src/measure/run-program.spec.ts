import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runProgram, type ProgramOptions } from './run-program.ts';

let options: ProgramOptions;
beforeAll(async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'todo-bench-spec-'));
  options = { cwd, env: process.env, signal: new AbortController().signal };
});
afterAll(() => rm(options.cwd, { recursive: true }));

function node(script: string, own: Partial<ProgramOptions> = {}) {
  return runProgram([process.execPath, '--eval', script], { ...options, ...own });
}

describe('runProgram', () => {
  it('answers what was printed, and gives each line at once', async () => {
    const lines: string[] = [];
    const { output } = await node("console.log('one'); console.error('two')", {
      onLine: (line) => lines.push(line),
    });
    expect(output).toEqual(['one']);
    expect(lines.sort()).toEqual(['one', 'two']);
  });

  it('names the exit code and the last words of a program that fails', async () => {
    const failing = node("console.error('no such cluster'); process.exit(7)");
    await expect(failing).rejects.toMatchObject({
      code: 'COMMAND_FAILED',
      message: expect.stringMatching(/exit code 7; no such cluster$/) as unknown,
    });
  });

  it('takes an exit code that was asked for as it should be', async () => {
    expect(await node('process.exit(7)', { exitCodes: [7] })).toMatchObject({ exitCode: 7 });
  });

  it('ends what the program started too when it is stopped', async () => {
    const controller = new AbortController();
    const child = `console.log(String(process.pid)); setInterval(() => {}, 1000)`;
    const parent = `require('node:child_process').spawn(process.execPath, ['--eval', ${JSON.stringify(child)}], { stdio: 'inherit' })`;
    let pid = '';
    const stopped = node(parent, {
      signal: controller.signal,
      onLine(line) {
        pid = line;
        controller.abort();
      },
    });
    await expect(stopped).rejects.toThrow(/abort/);
    expect(pid).toMatch(/^\d+$/);
    expect(existsSync(`/proc/${pid}/root`)).toBe(false);
  });

  it('counts the memory of all that the program started', async () => {
    // Held by the timer, as else the memory is free again long before the other program has its own.
    const hold = (bytes: number) => `const held = Buffer.alloc(${bytes}, 1); setTimeout(() => held, 500)`;
    const script = `require('node:child_process').spawn(process.execPath, ['--eval', ${JSON.stringify(hold(80e6))}]); ${hold(80e6)}`;
    const { memoryBytes } = await node(script, { withMemory: true });
    expect(memoryBytes).toBeGreaterThan(2 * 80e6);
  });
});
