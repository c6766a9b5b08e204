import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DatabaseMonitor, type DatabaseState } from './database-monitor.ts';

const available: DatabaseState = { state: 'available', schemaVersion: 1 };
const unavailable: DatabaseState = {
  state: 'unavailable',
  fault: { kind: 'unreachable', reason: 'refused' },
};

let answers: DatabaseState[];
let probes: number;
let changes: string[];
let monitor: DatabaseMonitor;

beforeEach(() => {
  jest.useFakeTimers();
  answers = [];
  probes = 0;
  changes = [];
  monitor = new DatabaseMonitor({
    probe: () => {
      probes += 1;
      return Promise.resolve(answers.shift() ?? available);
    },
    intervalMs: 500,
    onChange: ({ state }) => changes.push(state),
  });
});

afterEach(() => {
  monitor.stop();
  jest.useRealTimers();
});

describe('DatabaseMonitor', () => {
  it('asks nothing while the database is available', async () => {
    await monitor.check();
    await jest.advanceTimersByTimeAsync(60 * 60 * 1000);
    expect(probes).toBe(1);
  });

  it('asks again until the database is back, and tells each change once', async () => {
    answers = [available, unavailable, unavailable, unavailable, available];
    await monitor.check();
    await monitor.check();
    expect(monitor.state).toEqual(unavailable);
    await jest.advanceTimersByTimeAsync(1_499);
    expect(monitor.state).toEqual(unavailable);
    await jest.advanceTimersByTimeAsync(1);
    expect(monitor.state).toEqual(available);
    expect(changes).toEqual(['available', 'unavailable', 'available']);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('asks once for any number of callers at a time', async () => {
    await Promise.all([monitor.check(), monitor.check(), monitor.check()]);
    expect(probes).toBe(1);
  });

  it('asks no more after stop', async () => {
    answers = [unavailable];
    await monitor.check();
    monitor.stop();
    expect(jest.getTimerCount()).toBe(0);
  });
});
