import { describe, expect, it } from '@jest/globals';
import { until } from './until.ts';

describe('until', () => {
  it('resolves once the condition holds', async () => {
    let asked = 0;
    await until(() => Promise.resolve(++asked === 3));
    expect(asked).toBe(3);
  });

  it('names a condition that does not hold in time', async () => {
    const lamp = { isLit: false };
    await expect(until(() => lamp.isLit, 1)).rejects.toThrow(/^Not within 1 ms: .*lamp\.isLit/);
  });

  it('ends with what the condition throws', async () => {
    const gone = () => Promise.reject(new Error('the program is gone'));
    await expect(until(gone)).rejects.toThrow('the program is gone');
  });
});
