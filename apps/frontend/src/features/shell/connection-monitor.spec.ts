import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FrontendError } from '../../errors.ts';
import { ConnectionMonitor } from './connection-monitor.ts';

const lost = new FrontendError('SERVICE_UNAVAILABLE', undefined);

/** A monitor of a service that answers once `isUp`; `probes` has when it was asked, in milliseconds. */
function monitored() {
  const service = { isUp: false, probes: [] as number[] };
  const startedAt = Date.now();
  const monitor: ConnectionMonitor = new ConnectionMonitor(() => {
    service.probes.push(Date.now() - startedAt);
    monitor.report(service.isUp ? undefined : lost);
    return service.isUp ? Promise.resolve() : Promise.reject(lost);
  });
  return { monitor, service };
}

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

describe('ConnectionMonitor', () => {
  it('asks less and less often until the service answers, then tells those who wait', async () => {
    const { monitor, service } = monitored();
    const recovered = jest.fn();
    monitor.onRecovered(recovered);
    monitor.report(lost);
    expect(monitor.state.get()).toEqual({ state: 'lost', error: lost });
    await jest.advanceTimersByTimeAsync(35_000);
    expect(service.probes).toEqual([1000, 3000, 7000, 15_000, 25_000, 35_000]);
    expect(recovered).not.toHaveBeenCalled();

    service.isUp = true;
    await jest.advanceTimersByTimeAsync(10_000);
    expect(monitor.state.get()).toEqual({ state: 'connected' });
    expect(recovered).toHaveBeenCalledTimes(1);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(service.probes).toHaveLength(7);
  });

  it('asks at once when told to, and only while the connection is lost', async () => {
    const { monitor, service } = monitored();
    monitor.retryNow();
    expect(service.probes).toEqual([]);
    monitor.report(lost);
    monitor.retryNow();
    expect(service.probes).toEqual([0]);
    await jest.advanceTimersByTimeAsync(2000);
    expect(service.probes).toEqual([0, 2000]);
  });

  it('has recovered also when another request was answered first, be it with a refusal', () => {
    const { monitor } = monitored();
    monitor.report(lost);
    monitor.report(new FrontendError('REQUEST_REFUSED', { code: 'X', message: 'm', hint: 'h' }));
    expect(monitor.state.get()).toEqual({ state: 'connected' });
  });

  it('says that the page is out of date, which no waiting mends', async () => {
    const { monitor, service } = monitored();
    const outdated = new FrontendError('PAGE_OUTDATED', undefined);
    monitor.report(outdated);
    monitor.report(undefined);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(monitor.state.get()).toEqual({ state: 'outdated', error: outdated });
    expect(service.probes).toEqual([]);
  });

  it('does not tell those who no longer listen', () => {
    const { monitor } = monitored();
    const recovered = jest.fn();
    monitor.onRecovered(recovered)();
    monitor.report(lost);
    monitor.report(undefined);
    expect(recovered).not.toHaveBeenCalled();
  });
});
