import { describe, expect, it, jest } from '@jest/globals';
import { describeTimes, runSteps } from './steps.ts';

describe('runSteps', () => {
  it('does not start the steps after one that failed, and keeps its exit code', async () => {
    const later = jest.fn(() => Promise.resolve(0));
    const error = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const result = await runSteps('npm start', [
      { name: 'cluster', run: () => Promise.resolve(0) },
      { name: 'deploy', run: () => Promise.resolve(31) },
      { name: 'page', run: later },
    ]);
    expect(result.exitCode).toBe(31);
    expect(result.times.map(({ name }) => name)).toEqual(['cluster', 'deploy']);
    expect(later).not.toHaveBeenCalled();
    expect(error).toHaveBeenCalledWith(expect.stringContaining('stopped at deploy (exit code 31)'));
    error.mockRestore();
  });
});

describe('describeTimes', () => {
  it('adds up what the steps took', () => {
    const times = [
      { name: 'cluster', durationMs: 6_100 },
      { name: 'deploy', durationMs: 200 },
    ];
    expect(describeTimes(times)).toBe('cluster 6.1 s · deploy 0.2 s · in all 6.3 s');
  });
});
