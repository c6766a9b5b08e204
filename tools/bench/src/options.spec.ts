import { describe, expect, it } from '@jest/globals';
import { parseOptions } from './options.ts';

const known = ['no-op', 'image'];

describe('parseOptions', () => {
  it('measures all scenarios ten times when nothing is said', () => {
    expect(parseOptions([], known)).toEqual({ help: false, scenarios: [], runs: 10, output: undefined });
  });

  it('takes several scenarios, each once', () => {
    const words = ['--scenario', 'image', '--scenario=no-op', '--scenario', 'image', '--runs', '3'];
    expect(parseOptions(words, known)).toMatchObject({ scenarios: ['image', 'no-op'], runs: 3 });
  });

  it.each([
    [['--scenario', 'speed'], /speed: no such scenario; there are no-op, image/],
    [['--runs', '0'], /--runs 0: must be a number from 1 to 100/],
    [['--runs', '2.5'], /--runs 2\.5: must be/],
    [['--fast'], /--fast/],
    [['no-op'], /no-op/],
  ])('refuses %j', (words, message) => {
    expect(() => parseOptions(words, known)).toThrow(message);
  });
});
