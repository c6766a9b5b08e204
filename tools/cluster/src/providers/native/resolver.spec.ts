import { describe, expect, it } from '@jest/globals';
import { parseNameServers, resolverRedirection } from './resolver.ts';

describe('resolver', () => {
  it('reads IPv4 name servers and nothing else', () => {
    const text =
      'search lan\n# nameserver 9.9.9.9\nnameserver 127.0.0.53\nnameserver fe80::1\nnameserver 192.0.2.53 \n';
    expect(parseNameServers(text)).toEqual(['127.0.0.53', '192.0.2.53']);
  });

  it('leads a loopback resolver on to its upstream server', () => {
    const rules = resolverRedirection('10.89.1.2', { loopback: ['127.0.0.53'], upstream: ['192.0.2.53'] });
    expect(rules).toContain(
      'ip daddr { 127.0.0.53 } meta l4proto { tcp, udp } th dport 53 dnat to 192.0.2.53',
    );
    expect(rules).toContain('snat to 10.89.1.2');
  });

  it('changes nothing where the servers can be reached anyway, or none can', () => {
    expect(resolverRedirection('10.89.1.2', { loopback: [], upstream: ['192.0.2.53'] })).toBeUndefined();
    expect(resolverRedirection('10.89.1.2', { loopback: ['127.0.0.1'], upstream: [] })).toBeUndefined();
  });
});
