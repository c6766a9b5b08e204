import { describe, expect, it } from '@jest/globals';
import { runCommand, tryCommand } from './run-command.ts';

const options = { env: { PATH: '/usr/bin:/bin' } };

describe('runCommand', () => {
  it('gives what the command printed, and hands it its input', async () => {
    const result = await runCommand(['sh', '-c', 'cat; echo warning >&2'], { ...options, input: 'hello' });
    expect(result).toEqual({ exitCode: 0, stdout: 'hello', stderr: 'warning' });
  });

  it('names the command, its exit code and its last lines when it fails', async () => {
    const failing = runCommand(['sh', '-c', 'echo one >&2; echo two >&2; exit 3'], options);
    await expect(failing).rejects.toMatchObject({
      code: 'COMMAND_FAILED',
      message: 'Command `sh -c echo one >&2; echo two >&2; exit 3`: ended with exit code 3: one | two',
    });
  });

  it('gives 127 for a program that is not there', async () => {
    expect((await tryCommand(['no-such-program'], options)).exitCode).toBe(127);
  });

  it('ends the command when aborted', async () => {
    const cancel = new AbortController();
    const onLine = () => cancel.abort(new Error('enough'));
    const running = runCommand(['sh', '-c', 'echo on; exec cat'], {
      ...options,
      signal: cancel.signal,
      onLine,
    });
    await expect(running).rejects.toThrow('enough');
  });
});
