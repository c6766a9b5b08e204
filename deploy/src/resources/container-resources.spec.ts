import { describe, expect, it } from '@jest/globals';
import type { KubernetesObject } from '../cluster/kubernetes-object.ts';
import { containerFacts } from './container-resources.ts';

const mebi = 1024 ** 2;

const workload: KubernetesObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'todo-backend', namespace: 'todo' },
  spec: {
    template: {
      spec: {
        initContainers: [{ name: 'wait', resources: { limits: { memory: '32Mi' } } }],
        containers: [
          {
            name: 'backend',
            resources: { requests: { cpu: '50m' }, limits: { cpu: '1', memory: '256Mi' } },
          },
        ],
      },
    },
  },
};

function pod(name: string, restartCount: number, terminated?: object): KubernetesObject {
  const lastState = terminated ? { terminated } : {};
  const containerStatuses = [{ name: 'backend', restartCount, state: { running: {} }, lastState }];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'todo' },
    status: { containerStatuses },
  };
}

/** As metrics-server 0.8 answered for such pods. */
function metrics(name: string, cpu: string, memory: string): KubernetesObject {
  return {
    apiVersion: 'metrics.k8s.io/v1beta1',
    kind: 'PodMetrics',
    metadata: { name, namespace: 'todo', creationTimestamp: '2026-01-31T12:00:10Z' },
    timestamp: '2026-01-31T12:00:02Z',
    window: '16.241s',
    containers: [{ name: 'backend', usage: { cpu, memory } }],
  };
}

const pods = [
  pod('one', 1, { reason: 'Error', exitCode: 1, finishedAt: '2026-01-31T12:00:00Z' }),
  pod('two', 2, { reason: 'OOMKilled', exitCode: 137, finishedAt: '2026-01-31T12:05:00Z' }),
];

describe('containerFacts', () => {
  it('reads what each container asks for and may take, and what the most hungry of its pods takes', () => {
    const measured = [
      metrics('one', '3412345n', '99780Ki'),
      metrics('two', '12m', '80Mi'),
      metrics('of-another', '2', '2Gi'),
    ];
    expect(containerFacts(workload, pods, measured)).toEqual([
      {
        container: 'wait',
        isInit: true,
        requests: { memoryBytes: 32 * mebi },
        limits: { memoryBytes: 32 * mebi },
        restarts: 0,
      },
      {
        container: 'backend',
        requests: { cpuMillicores: 50, memoryBytes: 256 * mebi },
        limits: { cpuMillicores: 1000, memoryBytes: 256 * mebi },
        usage: { cpuMillicores: 12, memoryBytes: 99_780 * 1024 },
        restarts: 3,
        lastEnd: { reason: 'OOMKilled', exitCode: 137, at: '2026-01-31T12:05:00Z' },
      },
    ]);
  });

  it('has no usage where nothing is measured', () => {
    for (const measured of [undefined, []])
      expect(containerFacts(workload, pods, measured)[1]).not.toHaveProperty('usage');
  });
});
