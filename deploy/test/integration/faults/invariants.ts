import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { deployErrors } from '../../../src/errors.ts';
import type { DeployEvent } from '../../../src/report/events.ts';
import type { RecordedCall } from '../recording-proxy.ts';
import type { ExpectedEnding } from './fault.ts';
import type { Ending, FaultSite } from './fault-site.ts';

/** A lease is taken over after so long, and no request lasts longer; a timer may be late by a little more on a busy machine. */
const leaseMs = 30_000;
const latenessMs = 15_000;

const readme = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8');

/** What holds of a deploy whatever fault it met. */
export function expectInvariants({ ending, proxy, canary, hasStruck }: FaultSite): void {
  expect(hasStruck).toBe(true);
  expectNoSecret(ending, canary);
  expectOneCause(ending);
  expectEvidenceBeforeRollback(ending.events);
  expectNothingBlocked(proxy.calls);
}

/** The fault over, the same command ends well, and then has nothing left to do. */
export async function expectConvergence(site: FaultSite): Promise<void> {
  site.proxy.fault = () => undefined;
  site.proxy.onAnswer = () => Promise.resolve();
  site.proxy.alter = undefined;
  if (site.ending.error) expectEnding(await site.deploy(), 'success');
  const again = await site.deploy();
  expect(again.events.at(-1)).toMatchObject({ type: 'deploy-finished', outcome: 'nothing-to-do' });
  expect(planned(again.events).filter(({ action }) => action !== 'unchanged')).toEqual([]);
}

export function expectEnding({ error, events }: Ending, expected: ExpectedEnding): void {
  if (expected === 'success') {
    expect(error).toBeUndefined();
    return expect(events.at(-1)).toMatchObject({ type: 'deploy-finished' });
  }
  const { code, says, hint } = expected;
  expect(error).toMatchObject({ code });
  if (hint) expect(error?.hint).toMatch(hint);
  for (const text of says) expect(error?.message).toMatch(text);
}

function expectNoSecret({ output }: Ending, canary: string): void {
  for (const form of [canary, Buffer.from(canary).toString('base64')]) {
    const at = output.indexOf(form);
    expect(at < 0 ? '' : output.slice(Math.max(0, at - 300), at)).toBe('');
  }
}

function expectOneCause({ error, events }: Ending): void {
  const failures = events.filter(({ type }) => type === 'deploy-failed');
  expect(failures.map((event) => event.type === 'deploy-failed' && event.code)).toEqual(
    error ? [error.code] : [],
  );
  if (!error) return;
  expect(events.at(-1)).toMatchObject({ type: 'deploy-failed', message: error.message, hint: error.hint });
  expect([error.message, error.hint]).not.toContain('');
  if (error.code in deployErrors) {
    expect(readme).toMatch(new RegExp(`^\\| ${error.exitCode} +\\| \`${error.code}\` `, 'm'));
  } else expect(70 <= error.exitCode && error.exitCode <= 79).toBe(true);
}

/** Whatever is undone, what shows why is told and on the disk before. */
function expectEvidenceBeforeRollback(events: readonly DeployEvent[]): void {
  const goingBack = events.findIndex((event) => event.type === 'note' && /going back/.test(event.message));
  if (goingBack < 0) return;
  const before = events.slice(0, goingBack);
  const failure = before.findLast((event) => event.type === 'rollout-failed');
  const saved = before.findLast((event) => event.type === 'evidence-saved');
  expect(failure?.evidence.join('')).toBeTruthy();
  expect(readFileSync(join(saved?.path ?? '', 'cause.yaml'), 'utf8')).toContain(failure?.object);
}

/** No call waits longer than a lease for its answer; only a watch may. */
function expectNothingBlocked(calls: readonly RecordedCall[]): void {
  const lengths = calls
    .filter(({ isWatch }) => !isWatch)
    .map(({ method, path, startedAt, endedAt = performance.now() }) => ({
      call: `${method} ${path}`,
      ms: endedAt - startedAt,
    }));
  expect(lengths.filter(({ ms }) => ms > leaseMs + latenessMs)).toEqual([]);
}

function planned(events: readonly DeployEvent[]) {
  return events.flatMap((event) => (event.type === 'object-planned' ? [event] : []));
}
