import { describe, expect, it } from '@jest/globals';
import type { DeployEvent } from '../report/events.ts';
import type { Unit } from '../unit.ts';
import { runUnits } from './run-units.ts';

const image = { repository: 'r', dockerfile: 'd', inputHash: 'h' };
const shared: Unit = { name: 'deploy', root: 'deploy', after: [] };
const unit = (name: string, after: readonly string[] = []): Unit => ({ name, root: name, after, image });
const units = [shared, unit('api'), unit('docs'), unit('web', ['api'])];
const signal = new AbortController().signal;

function recorder(outcomes: Readonly<Record<string, Error>> = {}) {
  const log: string[] = [];
  const events: DeployEvent[] = [];
  const run = async ({ name }: Unit) => {
    log.push(`start ${name}`);
    await Promise.resolve();
    const failure = outcomes[name];
    if (failure) throw failure;
    log.push(`end ${name}`);
  };
  return { log, events, run, report: (event: DeployEvent) => void events.push(event) };
}

describe('runUnits', () => {
  it('starts a unit once those before it are done, independent ones together', async () => {
    const { log, ...options } = recorder();
    await runUnits({ units, only: new Set(['deploy', 'api', 'docs', 'web']), signal, ...options });
    expect(log).toEqual([
      'start deploy',
      'end deploy',
      'start api',
      'start docs',
      'end api',
      'end docs',
      'start web',
      'end web',
    ]);
  });

  it('does not wait for units that are not to be run', async () => {
    const { log, ...options } = recorder();
    await runUnits({ units, only: new Set(['web']), signal, ...options });
    expect(log).toEqual(['start web', 'end web']);
  });

  it('starts nothing after a failure, says so, and throws the first failure', async () => {
    const { log, events, ...options } = recorder({ api: new Error('api broke') });
    const running = runUnits({ units, only: new Set(['deploy', 'api', 'docs', 'web']), signal, ...options });
    await expect(running).rejects.toThrow('api broke');
    expect(log).not.toContain('start web');
    expect(events).toContainEqual({ type: 'note', message: 'Unit web: not started' });
  });

  it('starts nothing after the signal', async () => {
    const { log, ...options } = recorder();
    const running = runUnits({
      units,
      only: new Set(['deploy', 'api']),
      signal: AbortSignal.abort(),
      ...options,
    });
    await expect(running).rejects.toThrow('aborted');
    expect(log).toEqual([]);
  });

  it('stops the others when one fails', async () => {
    const options = recorder();
    const run = ({ name }: Unit, stop: AbortSignal) =>
      name === 'api'
        ? Promise.reject(new Error('api broke'))
        : new Promise<void>((_resolve, reject) =>
            stop.addEventListener('abort', () => reject(new Error('stopped'))),
          );
    const running = runUnits({ ...options, units, only: new Set(['api', 'docs']), signal, run });
    await expect(running).rejects.toThrow('api broke');
    expect(options.events).toContainEqual({
      type: 'note',
      message: 'Unit docs: stopped before it was seen ready',
    });
  });
});
