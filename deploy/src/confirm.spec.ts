import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { createConfirm, type ConfirmOptions } from './confirm.ts';

const { signal } = new AbortController();

function ask(options: ConfirmOptions = { signal }) {
  const input = new PassThrough();
  const output = new PassThrough();
  return { input, output, answer: createConfirm(input, output)('Go on?', options) };
}

describe('createConfirm', () => {
  it.each([
    ['y\n', true],
    ['Yes\n', true],
    ['\n', false],
    ['no\n', false],
    ['yesterday\n', false],
  ])('takes %j for %s', async (text, expected) => {
    const { input, output, answer } = ask();
    input.write(text);
    expect(await answer).toBe(expected);
    expect(String(output.read())).toBe('Go on? [y/N] ');
  });

  it.each([
    ['production\n', true],
    ['y\n', false],
    ['\n', false],
    ['Production\n', false],
  ])('takes %j for %s where a word is to be written', async (text, expected) => {
    const { input, output, answer } = ask({ signal, word: 'production' });
    input.write(text);
    expect(await answer).toBe(expected);
    expect(String(output.read())).toBe('Go on? ');
  });

  it('takes the end of the input for a no', async () => {
    const { input, answer } = ask();
    input.end();
    expect(await answer).toBe(false);
  });

  it('ends with the signal, on a line of its own', async () => {
    const stop = new AbortController();
    const { output, answer } = ask({ signal: stop.signal });
    stop.abort();
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
    expect(String(output.read())).toBe('Go on? [y/N] \n');
  });

  it('can ask again on the same input', async () => {
    const { input, output, answer } = ask();
    input.write('y\n');
    await answer;
    const second = createConfirm(input, output)('Sure?', { signal });
    input.write('n\n');
    expect(await second).toBe(false);
  });
});
