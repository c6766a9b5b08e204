import { nodeAddress, type Allocation } from './allocation.ts';
import { podCidr } from './config/files.ts';
import type { ComponentStep, DefinitionInputs } from './definition.ts';
import { etcdDir } from './etcd-data.ts';
import type { Layout } from './layout.ts';
import { insidePorts } from './network.ts';

/** Files of the programs that a cluster runs. */
export interface Programs {
  /** Kubernetes, CoreDNS and metrics-server in one program. */
  readonly node: string;
  readonly contour: string;
  readonly contourCrds: string;
  readonly envoy: string;
  readonly etcd: string;
  readonly containerd: string;
  readonly registry: string;
  readonly cniPluginsDir: string;
}

/** Like the pods' range not the usual one, which a machine that is itself a pod would need to reach its name server. */
const serviceCidr = '10.90.0.0/16';

/** Every process of a cluster. Ports are those of its own network namespace. */
export function components(
  layout: Layout,
  allocation: Allocation,
  inputs: DefinitionInputs,
): readonly ComponentStep[] {
  const { programs } = inputs;
  return [
    etcd(layout, programs),
    {
      ...component('containerd', []),
      command: [programs.containerd, '--config', `${layout.etcDir}/containerd.toml`],
      env: containerdProxy(inputs.proxy),
      probe: { kind: 'socket', path: layout.containerdSocket },
    },
    {
      ...component('registry', []),
      command: [programs.registry, 'serve', `${layout.etcDir}/registry.yaml`],
      probe: { kind: 'http', url: `http://127.0.0.1:${allocation.ports.registry}/v2/` },
    },
    apiServer(layout, allocation, programs),
    controllerManager(layout, programs),
    scheduler(layout, programs),
    kubelet(layout, allocation, programs),
    {
      ...component('kube-proxy', ['apiserver']),
      command: [programs.node, 'kube-proxy', `--config=${layout.etcDir}/kube-proxy.yaml`],
      probe: { kind: 'http', url: 'http://127.0.0.1:10249/healthz' },
    },
    {
      ...component('coredns', ['apiserver', 'objects']),
      command: [programs.node, 'coredns', '-conf', `${layout.etcDir}/Corefile`],
      probe: { kind: 'http', url: 'http://127.0.0.1:8191/ready' },
    },
    metricsServer(layout, programs),
    contour(layout, programs),
    envoy(layout, programs),
  ];
}

function component(name: string, after: readonly string[]) {
  return { kind: 'component', name, after } as const;
}

function etcd(layout: Layout, programs: Programs): ComponentStep {
  return {
    ...component('etcd', []),
    command: [
      programs.etcd,
      `--data-dir=${etcdDir(layout)}`,
      '--listen-client-urls=http://127.0.0.1:2379',
      '--advertise-client-urls=http://127.0.0.1:2379',
      '--listen-peer-urls=http://127.0.0.1:2380',
      '--auto-compaction-mode=periodic',
      '--auto-compaction-retention=1h',
    ],
    probe: { kind: 'http', url: 'http://127.0.0.1:2379/health' },
  };
}

function apiServer({ pkiDir }: Layout, allocation: Allocation, programs: Programs): ComponentStep {
  return {
    ...component('apiserver', ['etcd-data']),
    command: [
      programs.node,
      'kube-apiserver',
      '--etcd-servers=http://127.0.0.1:2379',
      '--bind-address=0.0.0.0',
      `--secure-port=${insidePorts.api}`,
      // It becomes the endpoint of the `kubernetes` Service, which must not be a loopback address.
      `--advertise-address=${nodeAddress(allocation)}`,
      `--service-cluster-ip-range=${serviceCidr}`,
      '--authorization-mode=Node,RBAC',
      '--enable-admission-plugins=NodeRestriction',
      '--allow-privileged=true',
      '--profiling=false',
      `--client-ca-file=${pkiDir}/ca.crt`,
      `--tls-cert-file=${pkiDir}/apiserver.crt`,
      `--tls-private-key-file=${pkiDir}/apiserver.key`,
      `--service-account-key-file=${pkiDir}/sa.pub`,
      `--service-account-signing-key-file=${pkiDir}/sa.key`,
      '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
      `--kubelet-client-certificate=${pkiDir}/apiserver-kubelet.crt`,
      `--kubelet-client-key=${pkiDir}/apiserver-kubelet.key`,
      `--kubelet-certificate-authority=${pkiDir}/ca.crt`,
      '--kubelet-preferred-address-types=InternalIP',
      `--requestheader-client-ca-file=${pkiDir}/front-proxy-ca.crt`,
      '--requestheader-allowed-names=front-proxy-client',
      '--requestheader-extra-headers-prefix=X-Remote-Extra-',
      '--requestheader-group-headers=X-Remote-Group',
      '--requestheader-username-headers=X-Remote-User',
      `--proxy-client-cert-file=${pkiDir}/front-proxy.crt`,
      `--proxy-client-key-file=${pkiDir}/front-proxy.key`,
    ],
    probe: { kind: 'https', url: `https://127.0.0.1:${insidePorts.api}/readyz` },
  };
}

function controllerManager(layout: Layout, programs: Programs): ComponentStep {
  const { pkiDir } = layout;
  return {
    ...component('controller-manager', ['apiserver']),
    command: [
      programs.node,
      'kube-controller-manager',
      ...delegatedTo(layout, 'controller-manager'),
      ...servingWith(layout, 'controller-manager'),
      '--bind-address=127.0.0.1',
      '--profiling=false',
      `--root-ca-file=${pkiDir}/ca.crt`,
      `--service-account-private-key-file=${pkiDir}/sa.key`,
      '--use-service-account-credentials=true',
      '--leader-elect=false',
      `--cluster-signing-cert-file=${pkiDir}/ca.crt`,
      `--cluster-signing-key-file=${pkiDir}/ca.key`,
    ],
    probe: { kind: 'https', url: 'https://127.0.0.1:10257/healthz' },
  };
}

function scheduler(layout: Layout, programs: Programs): ComponentStep {
  return {
    ...component('scheduler', ['apiserver']),
    command: [
      programs.node,
      'kube-scheduler',
      ...delegatedTo(layout, 'scheduler'),
      ...servingWith(layout, 'scheduler'),
      '--bind-address=127.0.0.1',
      '--profiling=false',
      '--leader-elect=false',
    ],
    probe: { kind: 'https', url: 'https://127.0.0.1:10259/healthz' },
  };
}

function kubelet(
  { etcDir, varDir, pkiDir, node }: Layout,
  allocation: Allocation,
  programs: Programs,
): ComponentStep {
  return {
    ...component('kubelet', ['apiserver', 'containerd']),
    command: [
      programs.node,
      'kubelet',
      `--config=${etcDir}/kubelet.yaml`,
      `--kubeconfig=${etcDir}/kubelet.kubeconfig`,
      `--hostname-override=${node}`,
      `--node-ip=${nodeAddress(allocation)}`,
      `--root-dir=${varDir}/kubelet`,
      `--cert-dir=${pkiDir}`,
    ],
    probe: { kind: 'http', url: 'http://127.0.0.1:10248/healthz' },
  };
}

function metricsServer(layout: Layout, programs: Programs): ComponentStep {
  return {
    ...component('metrics-server', ['apiserver', 'objects', 'kubelet']),
    command: [
      programs.node,
      'metrics-server',
      ...delegatedTo(layout, 'metrics-server'),
      ...servingWith(layout, 'metrics-server'),
      '--secure-port=10260',
      `--kubelet-certificate-authority=${layout.pkiDir}/ca.crt`,
      '--kubelet-preferred-address-types=InternalIP',
      // It has to exceed the kubelet's request timeout of 10 s.
      '--metric-resolution=15s',
    ],
    probe: { kind: 'https', url: 'https://127.0.0.1:10260/livez' },
  };
}

function contour({ etcDir }: Layout, programs: Programs): ComponentStep {
  return {
    // It ends when its resource definitions are not established yet.
    ...component('contour', ['apiserver', 'objects']),
    command: [
      programs.contour,
      'serve',
      '--no-incluster',
      `--kubeconfig=${etcDir}/contour.kubeconfig`,
      `--config-path=${etcDir}/contour.yaml`,
      '--insecure',
      '--xds-address=127.0.0.1',
      '--xds-port=8001',
      `--envoy-service-http-port=${insidePorts.http}`,
      `--envoy-service-https-port=${insidePorts.https}`,
      '--ingress-class-name=contour',
      '--ingress-status-address=127.0.0.1',
      '--disable-leader-election',
      '--http-address=127.0.0.1',
      // 8002 is the port of Envoy's statistics.
      '--http-port=8004',
      '--health-address=127.0.0.1',
      '--health-port=8003',
      '--debug-http-address=127.0.0.1',
    ],
    probe: { kind: 'http', url: 'http://127.0.0.1:8003/healthz' },
  };
}

function envoy({ etcDir, node }: Layout, programs: Programs): ComponentStep {
  return {
    ...component('envoy', ['contour']),
    command: [
      programs.envoy,
      '--config-path',
      `${etcDir}/envoy.json`,
      '--service-cluster',
      node,
      '--service-node',
      node,
      // A second Envoy on the machine collides with the first in shared memory otherwise.
      '--use-dynamic-base-id',
      '--log-level',
      'error',
    ],
    probe: { kind: 'http', url: 'http://127.0.0.1:8002/ready' },
  };
}

function delegatedTo({ etcDir }: Layout, name: string): string[] {
  const file = `${etcDir}/${name}.kubeconfig`;
  return ['kubeconfig', 'authentication-kubeconfig', 'authorization-kubeconfig'].map(
    (flag) => `--${flag}=${file}`,
  );
}

function servingWith({ pkiDir }: Layout, name: string): string[] {
  return [`--tls-cert-file=${pkiDir}/${name}.crt`, `--tls-private-key-file=${pkiDir}/${name}.key`];
}

/** Addresses of the cluster itself are never asked for through a proxy. */
function containerdProxy(proxy: Readonly<Record<string, string>>): Record<string, string> {
  if (Object.keys(proxy).length === 0) return {};
  const direct = ['localhost', '127.0.0.1', '10.89.0.0/16', serviceCidr, podCidr];
  const noProxy = [proxy.NO_PROXY ?? proxy.no_proxy, ...direct].filter(Boolean).join(',');
  return { ...proxy, NO_PROXY: noProxy, no_proxy: noProxy };
}
