import { describe, expect, it } from '@jest/globals';
import { clusterLayout } from '../layout.ts';
import { containerdConfig, mirrorConfig } from './containerd.ts';

describe('containerdConfig', () => {
  const config = containerdConfig(clusterLayout('/clusters', 'test'), {
    cniPluginsDir: '/usr/lib/cni',
    pauseImage: 'localhost:20002/pause:1',
  });

  it.each([
    'root = "/clusters/test/var/containerd"',
    'state = "/run/todo-clusters/test/containerd"',
    'netns_mounts_under_state_dir = true',
    'restrict_oom_score_adj = true',
    'sandbox_image = "localhost:20002/pause:1"',
    'Root = "/run/todo-clusters/test/runc"',
    'config_path = "/clusters/test/etc/certs.d"',
  ])('says %s', (line) => {
    expect(config.split('\n')).toContain(line);
  });
});

describe('mirrorConfig', () => {
  it('asks the cluster`s registry first and the real one after it', () => {
    const config = mirrorConfig('https://registry-1.docker.io', { host: 'docker.io', registryPort: 5001 });
    expect(config).toBe(`server = "https://registry-1.docker.io"
[host."http://localhost:5001/v2/docker.io"]
capabilities = ["pull","resolve"]
override_path = true
`);
  });
});
