import { describe, expect, it } from '@jest/globals';
import { allocate, gatewayAddress, nodeAddress, overlap, subnetCidr, type Allocation } from './allocation.ts';

const limits = { others: [], hostNetworks: [], isPortFree: () => Promise.resolve(true) };
const first: Allocation = { ports: { http: 20000, https: 20001, registry: 20002, api: 20003 }, subnet: 1 };

describe('allocate', () => {
  it('gives `local` the ports that the documentation names, taken or not', async () => {
    const { ports } = await allocate('local', { ...limits, isPortFree: () => Promise.resolve(false) });
    expect(ports).toEqual({ http: 8080, https: 8443, registry: 5001, api: 6443 });
  });

  it('gives other clusters the first block of ports, and the first subnet', async () => {
    expect(await allocate('test', limits)).toEqual(first);
  });

  it('gives nothing that another cluster owns, running or not', async () => {
    const second = await allocate('more', { ...limits, others: [first] });
    expect(second.ports).toEqual({ http: 20010, https: 20011, registry: 20012, api: 20013 });
    expect(second.subnet).toBe(2);
  });

  it('skips a block of which one port is taken', async () => {
    const isPortFree = (port: number) => Promise.resolve(port !== 20003);
    expect((await allocate('test', { ...limits, isPortFree })).ports.http).toBe(20010);
  });

  it('skips subnets that the host uses or routes', async () => {
    const hostNetworks = ['10.89.0.1/30', '10.89.1.0/25', '192.0.2.0/24', '10.89.2.2'];
    expect((await allocate('test', { ...limits, hostNetworks })).subnet).toBe(3);
  });

  it('says so when nothing is left', async () => {
    const nothing = allocate('test', { ...limits, hostNetworks: ['10.0.0.0/8'] });
    await expect(nothing).rejects.toMatchObject({ code: 'SUBNETS_EXHAUSTED' });
    const noPorts = allocate('test', { ...limits, isPortFree: () => Promise.resolve(false) });
    await expect(noPorts).rejects.toMatchObject({ code: 'SUBNETS_EXHAUSTED' });
  });
});

describe('addresses', () => {
  it('lie in the subnet', () => {
    expect([subnetCidr(first), gatewayAddress(first), nodeAddress(first)]).toEqual([
      '10.89.1.0/30',
      '10.89.1.1',
      '10.89.1.2',
    ]);
  });

  it.each([
    ['10.89.1.0/30', '10.89.1.3/32', true],
    ['10.89.1.0/30', '10.89.1.4/30', false],
    ['0.0.0.0/0', '10.89.1.0/30', true],
    ['192.168.0.0/16', '10.89.1.0/30', false],
  ])('%s and %s overlap: %s', (a, b, expected) => {
    expect(overlap(a, b)).toBe(expected);
    expect(overlap(b, a)).toBe(expected);
  });
});
