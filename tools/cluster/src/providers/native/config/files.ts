import { dump } from 'js-yaml';
import type { Allocation } from '../allocation.ts';
import { nodeAddress } from '../allocation.ts';
import type { Layout } from '../layout.ts';
import { readPair } from '../pki/certificates.ts';
import { readResolver } from '../resolver.ts';
import { containerdConfig, mirrorConfig, mirroredRegistries, type ContainerdSettings } from './containerd.ts';
import { envoyBootstrap } from './envoy.ts';
import { kubeconfig } from './kubeconfig.ts';
import { kubeletConfig } from './kubelet.ts';

/** Addresses of pods; the namespace is the cluster's own, so every cluster has the same. */
export const podCidr = '10.91.0.0/16';
const podCidrOfNode = '10.91.0.0/24';

/** Clients among the components, each with a kubeconfig of its own. */
const clients = [
  'controller-manager',
  'scheduler',
  'kube-proxy',
  'kubelet',
  'coredns',
  'contour',
  'metrics-server',
];

export interface ConfigFile {
  readonly path: string;
  readonly content: string;
  /** Holds a private key: readable by its owner only. */
  readonly secret?: boolean;
  /** Follows the machine, not the cluster: a change of it is no reason to restart a running cluster. */
  readonly volatile?: boolean;
}

/** Every configuration file of a cluster, from its certificates and allocation. */
export function configFiles(
  layout: Layout,
  allocation: Allocation,
  settings: ContainerdSettings,
): ConfigFile[] {
  const { etcDir } = layout;
  const file = (name: string, content: string): ConfigFile => ({ path: `${etcDir}/${name}`, content });
  return [
    file('containerd.toml', containerdConfig(layout, settings)),
    ...mirrorFiles(layout, allocation),
    file('cni/10-todo.conflist', cniConfig(layout)),
    file('kubelet.yaml', kubeletConfig(layout, allocation)),
    file('resolv.conf', `nameserver ${nodeAddress(allocation)}\n`),
    { ...file('upstream.conf', upstreamConfig()), volatile: true },
    file('kube-proxy.yaml', kubeProxyConfig(layout)),
    file('registry.yaml', registryConfig(layout, allocation)),
    file('Corefile', corefile(layout, allocation)),
    file('envoy.json', envoyBootstrap(layout)),
    file('contour.yaml', dump({ tls: { 'minimum-protocol-version': '1.2' }, 'accesslog-format': 'json' })),
    ...clients.map((name) => componentKubeconfig(layout, name)),
    adminKubeconfig(layout, allocation),
  ];
}

function mirrorFiles({ etcDir }: Layout, { ports }: Allocation): ConfigFile[] {
  return Object.entries(mirroredRegistries).map(([host, server]) => ({
    path: `${etcDir}/certs.d/${host}/hosts.toml`,
    content: mirrorConfig(server, { host, registryPort: ports.registry }),
  }));
}

/** https://www.cni.dev/docs/spec/: pods on a bridge of the namespace, masqueraded on their way out. */
function cniConfig({ cniNetwork, runDir }: Layout): string {
  const ipam = {
    type: 'host-local',
    ranges: [[{ subnet: podCidrOfNode }]],
    routes: [{ dst: '0.0.0.0/0' }],
    dataDir: `${runDir}/cni`,
  };
  const bridge = { type: 'bridge', bridge: 'cni0', isGateway: true, ipMasq: true, hairpinMode: true, ipam };
  const portmap = { type: 'portmap', capabilities: { portMappings: true } };
  return `${JSON.stringify({ cniVersion: '1.0.0', name: cniNetwork, plugins: [bridge, portmap] }, null, 2)}\n`;
}

function kubeProxyConfig({ etcDir, node }: Layout): string {
  return dump({
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    mode: 'nftables',
    clientConnection: { kubeconfig: `${etcDir}/kube-proxy.kubeconfig` },
    clusterCIDR: podCidr,
    hostnameOverride: node,
    bindAddress: '0.0.0.0',
    // The limit belongs to the host's namespace and is left as it is.
    conntrack: { maxPerCore: 0 },
  });
}

function registryConfig({ varDir }: Layout, { ports }: Allocation): string {
  return dump({
    version: 0.1,
    log: { level: 'warn', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: `${varDir}/registry` }, delete: { enabled: true } },
    http: { addr: `:${ports.registry}` },
  });
}

function corefile({ etcDir }: Layout, allocation: Allocation): string {
  const forward = readResolver().upstream.length > 0 ? [`  forward . "${etcDir}/upstream.conf"`] : [];
  return `.:53 {
  bind ${nodeAddress(allocation)}
  errors
  health 127.0.0.1:8091
  ready 127.0.0.1:8191
  kubernetes cluster.local in-addr.arpa ip6.arpa {
    kubeconfig "${etcDir}/coredns.kubeconfig"
  }
${[...forward, '  cache 30'].join('\n')}
}
`;
}

/** Name servers of the host that CoreDNS asks for names outside the cluster, as resolv.conf(5). */
function upstreamConfig(): string {
  return readResolver()
    .upstream.map((address) => `nameserver ${address}\n`)
    .join('');
}

function componentKubeconfig({ etcDir, pkiDir, node }: Layout, name: string): ConfigFile {
  const content = kubeconfig({
    context: node,
    user: name,
    server: 'https://127.0.0.1:6443',
    authority: readPair(pkiDir, 'ca').certificate,
    credentials: readPair(pkiDir, name),
  });
  return { path: `${etcDir}/${name}.kubeconfig`, content, secret: true };
}

function adminKubeconfig({ pkiDir, node, kubeconfig: path }: Layout, { ports }: Allocation): ConfigFile {
  const content = kubeconfig({
    context: node,
    user: node,
    server: `https://127.0.0.1:${ports.api}`,
    authority: readPair(pkiDir, 'ca').certificate,
    credentials: readPair(pkiDir, 'admin'),
  });
  return { path, content, secret: true };
}
