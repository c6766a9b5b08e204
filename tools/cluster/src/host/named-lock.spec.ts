import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { takeLock } from './named-lock.ts';

const name = () => `spec/${process.pid}/${Math.random()}`;

describe('takeLock', () => {
  it('lets one in at a time, and tells who waits who is in', async () => {
    const lockName = name();
    const events: string[] = [];
    const first = await takeLock(lockName, { purpose: 'up' });
    const told = Promise.withResolvers<string>();
    const second = takeLock(lockName, { purpose: 'down', onWait: told.resolve }).then((lock) => {
      events.push('second in');
      return lock;
    });
    expect(await told.promise).toBe(`up (process ${process.pid})`);
    events.push('first out');
    await first.release();
    await (await second).release();
    expect(events).toEqual(['first out', 'second in']);
  });

  it('is free again when its process was killed', async () => {
    const lockName = name();
    const script = `const {takeLock} = await import(${JSON.stringify(join(import.meta.dirname, 'named-lock.ts'))});
      await takeLock(${JSON.stringify(lockName)}, {purpose: 'up'}); console.log('in'); setInterval(() => {}, 1000);`;
    const holder = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(holder.stdout, 'data');
    const told = Promise.withResolvers<string>();
    const waiting = takeLock(lockName, { purpose: 'up', onWait: told.resolve });
    expect(await told.promise).toBe(`up (process ${holder.pid})`);
    holder.kill('SIGKILL');
    await (await waiting).release();
  });

  it('ends the wait when aborted', async () => {
    const lockName = name();
    const lock = await takeLock(lockName, { purpose: 'up' });
    const cancel = new AbortController();
    const waiting = takeLock(lockName, {
      purpose: 'up',
      signal: cancel.signal,
      onWait: () => cancel.abort(),
    });
    await expect(waiting).rejects.toThrow('aborted');
    await lock.release();
  });

  it('ends the wait also when aborted before it has found the lock taken', async () => {
    const lockName = name();
    const lock = await takeLock(lockName, { purpose: 'up' });
    const cancel = new AbortController();
    const waiting = takeLock(lockName, { purpose: 'up', signal: cancel.signal });
    cancel.abort();
    await expect(waiting).rejects.toThrow('aborted');
    await lock.release();
  });
});
