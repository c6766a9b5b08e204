import { dump } from 'js-yaml';
import { nodeAddress, type Allocation } from '../allocation.ts';
import type { Layout } from '../layout.ts';

/**
 * Pods are evicted when less than this is free on the cluster's disk. Absolute, because a percentage of a large and
 * nearly full disk would evict all of them though there is room.
 */
export const evictionMib = 500;

/** A KubeletConfiguration. https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/ */
export function kubeletConfig(layout: Layout, allocation: Allocation): string {
  return dump({
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    containerRuntimeEndpoint: `unix://${layout.containerdSocket}`,
    // The hierarchy of version 1 is refused otherwise; on version 2 this changes nothing.
    failCgroupV1: false,
    cgroupDriver: 'cgroupfs',
    cgroupRoot: `/${layout.cgroup}`,
    failSwapOn: false,
    clusterDomain: 'cluster.local',
    clusterDNS: [nodeAddress(allocation)],
    resolvConf: `${layout.etcDir}/resolv.conf`,
    podLogsDir: `${layout.logDir}/pods`,
    volumePluginDir: `${layout.varDir}/volume-plugins`,
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: `${layout.pkiDir}/ca.crt` },
    },
    authorization: { mode: 'Webhook' },
    tlsCertFile: `${layout.pkiDir}/kubelet.crt`,
    tlsPrivateKeyFile: `${layout.pkiDir}/kubelet.key`,
    healthzBindAddress: '127.0.0.1',
    serializeImagePulls: false,
    evictionHard: {
      'memory.available': '100Mi',
      'nodefs.available': `${evictionMib}Mi`,
      'imagefs.available': `${evictionMib}Mi`,
      'nodefs.inodesFree': '1%',
    },
    // Images are deleted by age, not by how full a disk is that others fill too.
    imageGCHighThresholdPercent: 100,
    imageMaximumGCAge: '336h',
  });
}
