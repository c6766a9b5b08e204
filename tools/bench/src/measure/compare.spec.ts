import { describe, expect, it } from '@jest/globals';
import { compare } from './compare.ts';

const signal = new AbortController().signal;
const say = () => undefined;

describe('compare', () => {
  it('measures in turn, round after round, and leaves the first round out', async () => {
    const done: string[] = [];
    const subject = (name: string, fromMs: number) => ({
      name,
      once(run: number) {
        done.push(`${name}${run}`);
        return Promise.resolve(fromMs + run);
      },
    });
    const series = await compare([subject('a', 100), subject('b', 200)], { runs: 2, signal, say });
    expect(done).toEqual(['a0', 'b0', 'a1', 'b1', 'a2', 'b2']);
    expect(series).toEqual([
      { name: 'a', samples: [101, 102] },
      { name: 'b', samples: [201, 202] },
    ]);
  });

  it('gives one that asks for it fewer runs', async () => {
    const once = (run: number) => Promise.resolve(run);
    const series = await compare(
      [
        { name: 'all', once },
        { name: 'few', once, runsMax: 1 },
      ],
      { runs: 3, signal, say },
    );
    expect(series.map(({ samples }) => samples)).toEqual([[1, 2, 3], [1]]);
  });

  it('goes no further once it is stopped', async () => {
    const controller = new AbortController();
    const once = () => {
      controller.abort();
      return Promise.resolve(1);
    };
    const stopped = compare([{ name: 'a', once }], { runs: 5, signal: controller.signal, say });
    await expect(stopped).rejects.toThrow(/abort/);
  });
});
