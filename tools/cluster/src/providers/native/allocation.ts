import { ClusterError } from '../../errors.ts';

/** Ports on 127.0.0.1 of the host. */
export interface ClusterPorts {
  readonly http: number;
  readonly https: number;
  /** The same number inside the namespace: image names contain it. */
  readonly registry: number;
  readonly api: number;
}

/** What a cluster owns of the machine's numbers, chosen at its first start and kept. */
export interface Allocation {
  readonly ports: ClusterPorts;
  /** Third number of its 10.89.N.0/30: .1 is the host's end, .2 the node. */
  readonly subnet: number;
}

export interface AllocationLimits {
  /** Those of the other clusters of this machine. */
  readonly others: readonly Allocation[];
  /** IPv4 networks that the host is connected or routed to, as `address/bits`. */
  readonly hostNetworks: readonly string[];
  readonly isPortFree: (port: number) => Promise<boolean>;
}

const portsOfLocal: ClusterPorts = { http: 8080, https: 8443, registry: 5001, api: 6443 };
const firstBlock = 20_000;
const blockSize = 10;
const blockCount = 1000;
const subnetMax = 254;

/**
 * Chooses ports and subnet of a new cluster. `local` has the ports that the documentation names; every other cluster
 * gets the first block of ports, below the ephemeral ones, of which nothing is used or promised to another cluster.
 *
 * @throws SUBNETS_EXHAUSTED when no subnet or block is left
 */
export async function allocate(name: string, limits: AllocationLimits): Promise<Allocation> {
  return { ports: name === 'local' ? portsOfLocal : await freeBlock(limits), subnet: freeSubnet(limits) };
}

/** The node's address, which the host reaches it by. */
export function nodeAddress({ subnet }: Allocation): string {
  return `10.89.${subnet}.2`;
}

/** The host's address in the cluster's subnet. */
export function gatewayAddress({ subnet }: Allocation): string {
  return `10.89.${subnet}.1`;
}

/** All ports, in the order they are checked. */
export function portNumbers({ http, https, registry, api }: ClusterPorts): number[] {
  return [http, https, registry, api];
}

export function subnetCidr({ subnet }: Allocation): string {
  return `10.89.${subnet}.0/30`;
}

async function freeBlock({ others, isPortFree }: AllocationLimits): Promise<ClusterPorts> {
  const promised = new Set(others.flatMap(({ ports }) => portNumbers(ports)));
  for (let block = 0; block < blockCount; block += 1) {
    const base = firstBlock + block * blockSize;
    const ports = { http: base, https: base + 1, registry: base + 2, api: base + 3 };
    const numbers = portNumbers(ports);
    if (numbers.some((port) => promised.has(port))) continue;
    const free = await Promise.all(numbers.map((port) => isPortFree(port)));
    if (free.every(Boolean)) return ports;
  }
  throw new ClusterError('SUBNETS_EXHAUSTED', { what: 'block of ports' });
}

function freeSubnet({ others, hostNetworks }: AllocationLimits): number {
  const promised = new Set(others.map(({ subnet }) => subnet));
  for (let subnet = 1; subnet <= subnetMax; subnet += 1) {
    const cidr = `10.89.${subnet}.0/30`;
    if (!promised.has(subnet) && !hostNetworks.some((network) => overlap(network, cidr))) return subnet;
  }
  throw new ClusterError('SUBNETS_EXHAUSTED', { what: 'subnet in 10.89.0.0/16' });
}

/** Whether two IPv4 networks share an address. */
export function overlap(first: string, second: string): boolean {
  const [a, b] = [parseCidr(first), parseCidr(second)];
  const bits = Math.min(a.bits, b.bits);
  const size = 2 ** (32 - bits);
  return Math.floor(a.address / size) === Math.floor(b.address / size);
}

function parseCidr(cidr: string): { address: number; bits: number } {
  const [text = '', bits = '32'] = cidr.split('/');
  const address = text.split('.').reduce((number, part) => number * 256 + Number(part), 0);
  return { address, bits: Number(bits) };
}
