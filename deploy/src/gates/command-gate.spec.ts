import { tmpdir } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { passCommandGate, type CommandOptions } from './command-gate.ts';

const lines: string[] = [];

function pass(run: readonly string[], options: Partial<CommandOptions> = {}) {
  lines.length = 0;
  return passCommandGate(
    { kind: 'command', run: [...run], env: [] },
    {
      timeoutMs: 60_000,
      deadline: new AbortController().signal,
      signal: new AbortController().signal,
      cwd: tmpdir(),
      env: { PATH: process.env['PATH'], GIVEN: 'yes' },
      output: (line) => lines.push(line),
      ...options,
    },
  );
}

const node = (script: string) => [process.execPath, '-e', script];

describe('passCommandGate', () => {
  it('runs the words as they are, in the folder and the environment that it is given', async () => {
    const script =
      'console.log(process.cwd(), process.argv[1], JSON.stringify(Object.keys(process.env).sort()))';
    expect(await pass([...node(script), '$HOME; false'])).toBeUndefined();
    expect(lines).toEqual([`${tmpdir()} $HOME; false ["GIVEN","PATH"]`]);
  });

  it('tells the exit code and the last line of a program that says no', async () => {
    const failure = await pass(
      node('console.log("one"); console.error("\\x1b[31mtwo\\x1b[0m"); process.exit(3)'),
    );
    expect(failure?.detail).toMatch(/: exit 3; last line: (one|two)$/);
    expect(failure?.evidence.toSorted()).toEqual(['  one', '  two', 'its last lines:']);
  });

  it('tells that a program is not there', async () => {
    expect((await pass(['no-such-program']))?.detail).toBe('no-such-program: cannot be started (ENOENT)');
  });

  it('ends a program that takes too long, with what it has started', async () => {
    const inner = "console.log('up'); setInterval(() => {}, 1000)";
    const script = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(inner)}], { stdio: 'inherit' })`;
    const deadline = new AbortController();
    // The inner program holds the pipe open: this ends only when that one is ended too.
    const failure = await pass(node(script), {
      deadline: deadline.signal,
      output: () => deadline.abort(),
    });
    expect(failure?.detail).toContain('did not end within 60 s; last line: up');
  });

  it('ends with the signal', async () => {
    const stop = new AbortController();
    const running = pass(node('console.log("up"); setInterval(() => {}, 1000)'), {
      signal: stop.signal,
      output: () => stop.abort(),
    });
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  });
});
