import { describe, expect, it } from '@jest/globals';
import { toToml } from './toml.ts';

describe('toToml', () => {
  it('writes values before tables, and nested tables below their full, quoted names', () => {
    const text = toToml({
      version: 2,
      plugins: { 'io.containerd.grpc.v1.cri': { enabled: true, cni: { bin_dir: '/a "b"\\c' } } },
      root: '/r',
      hosts: ['pull', 'resolve'],
    });
    expect(text).toBe(`version = 2
root = "/r"
hosts = ["pull","resolve"]
[plugins."io.containerd.grpc.v1.cri"]
enabled = true
[plugins."io.containerd.grpc.v1.cri".cni]
bin_dir = "/a \\"b\\"\\\\c"
`);
  });

  it('refuses a number that TOML cannot hold exactly', () => {
    expect(() => toToml({ a: 1.5 })).toThrow('Not a TOML integer');
  });
});
