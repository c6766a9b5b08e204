import { existsSync, writeFileSync } from 'node:fs';
import { runCommand, tryCommand, type CommandOptions } from '../../host/run-command.ts';
import { gatewayAddress, nodeAddress, subnetCidr, type Allocation } from './allocation.ts';
import type { Layout } from './layout.ts';
import { resolverRedirection } from './resolver.ts';

/**
 * The cluster's own network: all its processes run in one network namespace, joined to the host by a veth pair. On the
 * host, 127.0.0.1:PORT is redirected into the namespace, so `localhost:PORT/image` names the same registry on the host
 * and in the node; nothing of the cluster listens on the host itself.
 */
export async function createNetwork(
  layout: Layout,
  allocation: Allocation,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const { netns, veth } = layout;
  const options: CommandOptions = { env };
  await runCommand(['ip', 'netns', 'add', netns], options);
  await runCommand(
    ['ip', 'link', 'add', veth, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', netns],
    options,
  );
  const outside = [`addr add ${gatewayAddress(allocation)}/30 dev ${veth}`, `link set ${veth} up`];
  const inside = [
    `addr add ${nodeAddress(allocation)}/30 dev eth0`,
    'link set eth0 up',
    'link set lo up',
    `route add default via ${gatewayAddress(allocation)}`,
  ];
  await runCommand(['ip', '-batch', '-'], { env, input: batch(outside) });
  await runCommand(enterNamespace(layout, ['ip', '-batch', '-']), { env, input: batch(inside) });
  allowRoutingOfLoopback(veth);
  await runCommand(['nft', '-f', '-'], { env, input: hostRules(layout, allocation) });
  await runCommand(enterNamespace(layout, ['sh', '-c', insideSettings]), options);
  const redirection = resolverRedirection(nodeAddress(allocation));
  if (redirection) await runCommand(enterNamespace(layout, ['nft', '-f', '-']), { env, input: redirection });
  await acceptForwarding(layout, options);
}

/** Removes what createNetwork made, and whatever is left of it; nothing there is no error. */
export async function removeNetwork(layout: Layout, env: NodeJS.ProcessEnv): Promise<void> {
  const options: CommandOptions = { env };
  await tryCommand(['nft', 'delete', 'table', 'ip', layout.nftTable], options);
  if (existsSync(`/sys/class/net/${layout.veth}`))
    await tryCommand(['ip', 'link', 'del', layout.veth], options);
  if (existsSync(layout.netnsFile)) await tryCommand(['ip', 'netns', 'del', layout.netns], options);
  for (const rule of forwardingRules(layout)) {
    if ((await tryCommand(['iptables', '-C', ...rule], options)).exitCode === 0) {
      await tryCommand(['iptables', '-D', ...rule], options);
    }
  }
}

/** The command, run in the cluster's network namespace. Unlike `ip netns exec`, this leaves mounts as they are. */
export function enterNamespace({ netnsFile }: Layout, command: readonly string[]): [string, ...string[]] {
  return ['nsenter', `--net=${netnsFile}`, ...command];
}

const insideSettings =
  'echo 1 > /proc/sys/net/ipv4/ip_forward; echo 1 > /proc/sys/net/ipv4/conf/all/route_localnet';

/** The host's packet filter rules of a cluster, in nft(8)'s language. */
export function hostRules({ nftTable, veth }: Layout, allocation: Allocation): string {
  const { ports } = allocation;
  const node = nodeAddress(allocation);
  const redirect = (host: number, inside: number) =>
    `    ip daddr 127.0.0.1 tcp dport ${host} dnat to ${node}:${inside}`;
  return `table ip ${nftTable} {
  chain output {
    type nat hook output priority -100; policy accept;
${redirect(ports.http, insidePorts.http)}
${redirect(ports.https, insidePorts.https)}
${redirect(ports.registry, ports.registry)}
${redirect(ports.api, insidePorts.api)}
  }
  chain postrouting {
    type nat hook postrouting priority 100; policy accept;
    oifname "${veth}" ip saddr 127.0.0.0/8 snat to ${gatewayAddress(allocation)}
    ip saddr ${subnetCidr(allocation)} oifname != "${veth}" masquerade
  }
}
`;
}

/** Ports inside the namespace, the same in every cluster; the registry alone has its host port there too. */
export const insidePorts = { http: 8080, https: 8443, api: 6443 } as const;

/** Commands of ip(8), a line each. */
function batch(commands: readonly string[]): string {
  return `${commands.join('\n')}\n`;
}

function allowRoutingOfLoopback(veth: string): void {
  writeFileSync(`/proc/sys/net/ipv4/conf/${veth}/route_localnet`, '1');
}

/** Where a container engine made the host drop forwarded packets, those of the cluster have to be let through. */
async function acceptForwarding(layout: Layout, options: CommandOptions): Promise<void> {
  const chain = await tryCommand(['iptables', '-S', 'FORWARD'], options);
  if (chain.exitCode !== 0 || !chain.stdout.startsWith('-P FORWARD DROP')) return;
  for (const [name, ...rule] of forwardingRules(layout)) {
    await runCommand(['iptables', '-I', name, ...rule], options);
  }
}

function forwardingRules({ veth }: Layout): [chain: string, ...rule: string[]][] {
  return [
    ['FORWARD', '-i', veth, '-j', 'ACCEPT'],
    ['FORWARD', '-o', veth, '-j', 'ACCEPT'],
  ];
}
