import { describe, expect, it } from '@jest/globals';
import { formatStatus } from './report.ts';

describe('formatStatus', () => {
  it('names each part with its process, and what failed last in one line', () => {
    const text = formatStatus({
      name: 'test',
      provider: 'native',
      state: 'damaged',
      parts: [
        { name: 'etcd', state: 'ready', pid: 12, restarts: 0 },
        { name: 'envoy', state: 'restarting', restarts: 3, lastFailure: `exit code 1: ${'x'.repeat(500)}` },
      ],
    });
    const [head, etcd, envoy] = text.split('\n');
    expect(head).toBe('cluster test (native): damaged');
    expect(etcd).toBe('  etcd                ready, process 12');
    expect(envoy).toMatch(/^ {2}envoy {15}restarting, started again 3 times, last failure: exit code 1: x+$/);
    expect(envoy?.length).toBeLessThan(250);
  });
});
