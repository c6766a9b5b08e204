import { describe, expect, it } from '@jest/globals';
import { parseRoutes } from './ensure-allocation.ts';

describe('parseRoutes', () => {
  it('gives every destination but the default one', () => {
    const text = `default via 192.0.2.1 dev eth0
10.89.0.0/30 dev td0 proto kernel scope link src 10.89.0.1
10.9.0.7 via 192.0.2.9 dev eth0
blackhole 10.200.0.0/16 proto static
local 127.0.0.0/8 dev lo table local proto kernel scope host src 127.0.0.1
`;
    expect(parseRoutes(text)).toEqual(['10.89.0.0/30', '10.9.0.7', '10.200.0.0/16', '127.0.0.0/8']);
  });
});
