import { describe, expect, it } from '@jest/globals';
import { describeResources } from './describe-resources.ts';
import { createStyle } from './style.ts';

const mebi = 1024 ** 2;

describe('describeResources', () => {
  it('has a line for each container, what should be another way below it, and one for each node', () => {
    const backend = {
      container: 'backend',
      requests: { cpuMillicores: 50, memoryBytes: 128 * mebi },
      limits: { cpuMillicores: 1000, memoryBytes: 256 * mebi },
      usage: { cpuMillicores: 12, memoryBytes: 240 * mebi },
      restarts: 2,
      lastEnd: { reason: 'OOMKilled', exitCode: 137 },
      findings: [
        {
          kind: 'out-of-memory' as const,
          text: 'was killed for using more memory than its limit of 256Mi',
          advice: 'set backend.resources.limits.memory to 384Mi below values in environments/local.yaml',
          edits: [],
        },
      ],
    };
    const wait = {
      container: 'wait',
      isInit: true as const,
      requests: {},
      limits: {},
      restarts: 0,
      findings: [],
    };
    const replicas = { wanted: 2, ready: 1 };
    const workloads = [{ object: 'Deployment/todo/todo-backend', replicas, containers: [wait, backend] }];
    const nodes = [{ node: 'one', allocatable: { cpuMillicores: 2000, memoryBytes: 7936 * mebi } }];
    const units = [
      { unit: 'backend', workloads },
      { unit: 'deploy', workloads: [] },
    ];
    const resources = { environment: 'local', namespace: 'todo', usage: 'measured', units, nodes };
    expect(describeResources(resources, createStyle(false))).toBe(`local in namespace todo, usage measured
UNIT     WORKLOAD                 CONTAINER    READY  CPU used/asked/limit  MEMORY             RESTARTS
backend  Deployment/todo-backend  wait (init)  1/2    -/-/-                 -/-/-              0
backend  Deployment/todo-backend  backend      1/2    12m/50m/1             240Mi/128Mi/256Mi  2, the last after OOMKilled
  out-of-memory: was killed for using more memory than its limit of 256Mi; set backend.resources.limits.memory to 384Mi below values in environments/local.yaml
node one: its pods may ask for 2 cpu and 7936Mi memory
`);
  });
});
