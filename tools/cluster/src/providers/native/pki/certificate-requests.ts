import { nodeAddress, type Allocation } from '../allocation.ts';
import type { Layout } from '../layout.ts';

/** Which authority signs: the cluster's own, or the one that only the aggregation layer trusts. */
export type Authority = 'ca' | 'front-proxy-ca';

/** One certificate that the cluster needs; its files are NAME.crt and NAME.key. */
export interface CertificateRequest {
  readonly name: string;
  readonly authority: Authority;
  readonly commonName: string;
  readonly organization?: string;
  readonly dnsNames?: readonly string[];
  readonly addresses?: readonly string[];
  readonly usages: readonly ('client' | 'server')[];
}

/** First address of the services' range: the `kubernetes` Service. */
export const apiServiceAddress = '10.90.0.1';

const loopback = { dnsNames: ['localhost'], addresses: ['127.0.0.1'] };

/**
 * Every certificate of a cluster: one identity per component, so that each has the rights of its own role only.
 * https://kubernetes.io/docs/setup/best-practices/certificates/
 */
export function certificateRequests(layout: Layout, allocation: Allocation): CertificateRequest[] {
  const address = nodeAddress(allocation);
  return [
    {
      name: 'apiserver',
      authority: 'ca',
      commonName: 'kube-apiserver',
      dnsNames: ['localhost', ...serviceNames('kubernetes', 'default')],
      addresses: ['127.0.0.1', apiServiceAddress, address],
      usages: ['server'],
    },
    client('admin', 'todo-admin', 'system:masters'),
    client('apiserver-kubelet', 'kube-apiserver-kubelet-client'),
    client('kube-proxy', 'system:kube-proxy'),
    client('coredns', 'todo:coredns'),
    client('contour', 'todo:contour'),
    { ...client('controller-manager', 'system:kube-controller-manager'), ...both, ...loopback },
    { ...client('scheduler', 'system:kube-scheduler'), ...both, ...loopback },
    {
      ...client('metrics-server', 'todo:metrics-server'),
      ...both,
      dnsNames: ['localhost', ...serviceNames('metrics-server', 'kube-system')],
      addresses: ['127.0.0.1'],
    },
    {
      ...client('kubelet', `system:node:${layout.node}`, 'system:nodes'),
      ...both,
      dnsNames: ['localhost', layout.node],
      addresses: ['127.0.0.1', address],
    },
    { ...client('front-proxy', 'front-proxy-client'), authority: 'front-proxy-ca' },
  ];
}

const both = { usages: ['client', 'server'] } as const;

function client(name: string, commonName: string, organization?: string): CertificateRequest {
  return { name, authority: 'ca', commonName, organization, usages: ['client'] };
}

function serviceNames(service: string, namespace: string): string[] {
  const short = [service, `${service}.${namespace}`, `${service}.${namespace}.svc`];
  return [...short, `${service}.${namespace}.svc.cluster.local`];
}
