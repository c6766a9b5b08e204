import { describe, expect, it } from '@jest/globals';
import { defineCluster, type DefinitionInputs } from './definition.ts';
import { clusterLayout } from './layout.ts';

const layout = clusterLayout('/clusters', 'test');
const allocation = { ports: { http: 20000, https: 20001, registry: 20002, api: 20003 }, subnet: 7 };
const inputs: DefinitionInputs = {
  programs: {
    node: '/p/node',
    contour: '/p/contour',
    contourCrds: '/p/crds.yaml',
    envoy: '/p/envoy',
    etcd: '/p/etcd',
    containerd: '/p/containerd',
    registry: '/p/registry',
    cniPluginsDir: '/p/cni',
  },
  files: [
    { path: '/a', content: 'a' },
    { path: '/v', content: 'v', volatile: true },
  ],
  pauseImage: 'localhost:20002/pause:1',
  proxy: {},
};

describe('defineCluster', () => {
  const definition = defineCluster(layout, allocation, inputs);

  it('lets every step start at last: each comes after steps that exist, and none after itself', () => {
    const started = new Set<string>();
    for (let before = -1; before !== started.size;) {
      before = started.size;
      for (const { name, after } of definition.steps) {
        if (after.every((other) => started.has(other))) started.add(name);
      }
    }
    expect([...started].sort()).toEqual(definition.steps.map(({ name }) => name).sort());
    expect(started.size).toBe(16);
  });

  it.each([
    ['a configuration file', { files: [{ path: '/a', content: 'b' }] }],
    ['a program', { programs: { ...inputs.programs, envoy: '/other/envoy' } }],
    ['the proxy', { proxy: { HTTPS_PROXY: 'http://proxy:3128' } }],
  ])('has another hash when %s changes', (_, change) => {
    expect(defineCluster(layout, allocation, { ...inputs, ...change }).hash).not.toBe(definition.hash);
  });

  it('has the same hash when only the machine`s name servers change', () => {
    const files = [
      { path: '/a', content: 'a' },
      { path: '/v', content: 'w', volatile: true },
    ];
    expect(defineCluster(layout, allocation, { ...inputs, files }).hash).toBe(definition.hash);
  });

  it('never sends the cluster`s own traffic through the proxy', () => {
    const proxied = defineCluster(layout, allocation, {
      ...inputs,
      proxy: { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: '.corp' },
    });
    const containerd = proxied.steps.find(({ name }) => name === 'containerd');
    expect(containerd).toMatchObject({
      env: {
        HTTPS_PROXY: 'http://proxy:3128',
        NO_PROXY: '.corp,localhost,127.0.0.1,10.89.0.0/16,10.90.0.0/16,10.91.0.0/16',
      },
    });
  });
});
