import type { Layout } from '../layout.ts';
import { toToml, type TomlTable } from './toml.ts';

/** Registries whose images may lie in the cluster's own registry, below a repository of the same name. */
export const mirroredRegistries: Readonly<Record<string, string>> = {
  'docker.io': 'https://registry-1.docker.io',
  'gcr.io': 'https://gcr.io',
  'registry.k8s.io': 'https://registry.k8s.io',
  'quay.io': 'https://quay.io',
  'ghcr.io': 'https://ghcr.io',
};

export interface ContainerdSettings {
  readonly cniPluginsDir: string;
  readonly pauseImage: string;
}

/** containerd's configuration, version 2 of its format, which 1.6 reads and later ones migrate. */
export function containerdConfig(layout: Layout, { cniPluginsDir, pauseImage }: ContainerdSettings): string {
  return toToml({
    version: 2,
    root: `${layout.varDir}/containerd`,
    state: `${layout.runDir}/containerd`,
    grpc: { address: layout.containerdSocket },
    plugins: {
      'io.containerd.grpc.v1.cri': {
        // Lowering a score needs CAP_SYS_RESOURCE, which a root user may lack (in containers, for one).
        restrict_oom_score_adj: true,
        // All mounts of a cluster lie below its own folders, so that removing it finds them.
        netns_mounts_under_state_dir: true,
        sandbox_image: pauseImage,
        containerd: { runtimes: { runc: runc(layout) } },
        cni: { bin_dir: cniPluginsDir, conf_dir: `${layout.etcDir}/cni` },
        registry: { config_path: `${layout.etcDir}/certs.d` },
      },
    },
  });
}

function runc({ runDir }: Layout): TomlTable {
  return { runtime_type: 'io.containerd.runc.v2', options: { SystemdCgroup: false, Root: `${runDir}/runc` } };
}

/**
 * How containerd pulls `HOST/image`: first from the cluster's registry as `HOST/image`, and when that has none, from
 * the real registry. https://github.com/containerd/containerd/blob/main/docs/hosts.md
 */
export function mirrorConfig(
  server: string,
  { host, registryPort }: { host: string; registryPort: number },
): string {
  const mirror = { capabilities: ['pull', 'resolve'], override_path: true };
  return toToml({ server, host: { [`http://localhost:${registryPort}/v2/${host}`]: mirror } });
}
