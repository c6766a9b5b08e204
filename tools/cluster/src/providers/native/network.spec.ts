import { describe, expect, it } from '@jest/globals';
import { clusterLayout } from './layout.ts';
import { hostRules } from './network.ts';

describe('hostRules', () => {
  it('redirects the cluster`s own ports of 127.0.0.1 only, the registry`s to the same number', () => {
    const allocation = { ports: { http: 20000, https: 20001, registry: 20002, api: 20003 }, subnet: 7 };
    const rules = hostRules(clusterLayout('/clusters', 'test'), allocation);
    expect(rules).toMatch(/^table ip todo-test \{/);
    const redirections = rules.split('\n').filter((line) => line.includes('dnat'));
    expect(redirections.map((line) => line.trim())).toEqual([
      'ip daddr 127.0.0.1 tcp dport 20000 dnat to 10.89.7.2:8080',
      'ip daddr 127.0.0.1 tcp dport 20001 dnat to 10.89.7.2:8443',
      'ip daddr 127.0.0.1 tcp dport 20002 dnat to 10.89.7.2:20002',
      'ip daddr 127.0.0.1 tcp dport 20003 dnat to 10.89.7.2:6443',
    ]);
  });
});

describe('clusterLayout', () => {
  it('keeps the interface`s name within the kernel`s 15 characters for the longest cluster name', () => {
    expect(clusterLayout('/clusters', 'a23456789012').veth).toHaveLength(15);
  });
});
