import { readFileIfThere } from '../../host/write-file.ts';

const systemdResolvConf = '/run/systemd/resolve/resolv.conf';

/** Name servers of the host: those it asks, and those of them that other machines could ask too. */
export interface Resolver {
  /** Loopback addresses in /etc/resolv.conf, where a local resolver listens in the host's namespace only. */
  readonly loopback: readonly string[];
  /** Servers that can be reached from the cluster's namespace. */
  readonly upstream: readonly string[];
}

/** Reads the host's resolver configuration, behind systemd-resolved too. */
export function readResolver(): Resolver {
  const configured = parseNameServers(readFileIfThere('/etc/resolv.conf') ?? '');
  const loopback = configured.filter(isLoopback);
  const direct = configured.filter((address) => !isLoopback(address));
  const behind = parseNameServers(readFileIfThere(systemdResolvConf) ?? '').filter(
    (address) => !isLoopback(address),
  );
  return { loopback, upstream: direct.length > 0 ? direct : behind };
}

/** IPv4 name servers of a resolv.conf(5). */
export function parseNameServers(text: string): string[] {
  return [...text.matchAll(/^nameserver\s+(\d+\.\d+\.\d+\.\d+)\s*$/gm)].map(([, address = '']) => address);
}

/**
 * nft rules for the namespace which lead questions to a loopback resolver on to its upstream server: processes there
 * read the host's /etc/resolv.conf. Undefined where that is not needed, or there is no upstream.
 */
export function resolverRedirection(node: string, resolver: Resolver = readResolver()): string | undefined {
  const [upstream] = resolver.upstream;
  if (resolver.loopback.length === 0 || upstream === undefined) return undefined;
  return `table ip resolver {
  chain output {
    type nat hook output priority -100; policy accept;
    ip daddr { ${resolver.loopback.join(', ')} } meta l4proto { tcp, udp } th dport 53 dnat to ${upstream}
  }
  chain postrouting {
    type nat hook postrouting priority 100; policy accept;
    oifname "eth0" ip saddr 127.0.0.0/8 snat to ${node}
  }
}
`;
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.');
}
