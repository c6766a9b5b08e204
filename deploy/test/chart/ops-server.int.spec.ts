import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@todo/testing/until';
import { at, textAt, type KubernetesObject } from '../../src/cluster/kubernetes-object.ts';
import { TestRelease } from '../integration/cluster.ts';
import { McpSession } from '../integration/mcp-session.ts';
import { render } from './helm.ts';
import { kagentValues } from './kagent-values.ts';
import { PortForward } from './port-forward.ts';
import { imageValues, testCluster } from './test-cluster.ts';

const { signal } = new AbortController();
/** Of a pod whose image the node has to fetch. */
const startMs = 240_000;

/** The server's image, started by the chart's objects, for a release of the fixture chart. */
describe('the server of tools in a cluster', () => {
  let release: TestRelease;
  let forward: PortForward;
  let session: McpSession;
  let authorization: string;

  beforeAll(async () => {
    const { images } = await imageValues(testCluster());
    release = await TestRelease.open();
    release.values = { app: { replicas: 1 }, migration: { enabled: false } };
    await release.deploy();
    const { namespace } = release;
    const values = {
      images,
      imagePullPolicy: 'IfNotPresent',
      // The registry of the tests is not where a pod would look for it.
      ops: { enabled: true, allowWrite: true, registry: 'registry.example' },
    };
    const { all } = await render(values, { release: 'fixture', namespace });
    const own = all.filter(({ metadata }) => metadata.name === 'fixture-ops');
    expect(own).toHaveLength(9);
    for (const object of own) await release.cluster.apply(object, { signal });
    await until(async () => {
      const deployment = await release.get('Deployment', 'fixture-ops');
      return at(deployment, 'status', 'readyReplicas') === 1;
    }, startMs);
    const secret = await release.get('Secret', 'fixture-ops');
    authorization = Buffer.from(textAt(secret, 'data', 'ops-authorization') ?? '', 'base64').toString();
    forward = await PortForward.open({ ...testCluster(), namespace, service: 'fixture-ops', port: 3000 });
    session = await McpSession.openAt(`${forward.address}/mcp`, authorization);
  });

  afterAll(async () => {
    await session?.close();
    await forward?.close();
    await release.close();
  });

  it('has just the tools that the agent of kagent is given', async () => {
    const { tools } = await session.client.listTools();
    const agent = (await render(kagentValues('v1alpha2'))).one('Agent', 'todo-ops-agent');
    const [used] = at(agent, 'spec', 'declarative', 'tools') as {
      readonly mcpServer: Readonly<Record<'toolNames' | 'requireApproval', readonly string[]>>;
    }[];
    expect(tools.map(({ name }) => name).sort()).toEqual([...(used?.mcpServer.toolNames ?? [])].sort());
    const writing = tools.filter(({ annotations }) => annotations?.readOnlyHint !== true);
    expect(writing.map(({ name }) => name).sort()).toEqual(
      [...(used?.mcpServer.requireApproval ?? [])].sort(),
    );
  });

  it.each(['status', 'diagnose', 'history', 'events', 'resources'])('answers %s', async (tool) => {
    const { text, isError } = await session.answer(tool);
    expect({ text, isError }).toEqual({ text: expect.stringContaining('app'), isError: false });
  });

  it('scales by a plan', async () => {
    const wish = { unit: 'app', replicas: 2 };
    const planHash = await session.planHash({ operation: 'scale', ...wish });
    const { text, isError } = await session.answer('scale', { planHash, ...wish });
    expect({ text, isError }).toMatchObject({ isError: false });
    expect(at(await release.get('Deployment', 'app'), 'spec', 'replicas')).toBe(2);
  });

  it('takes back what was done by a plan', async () => {
    const planHash = await session.planHash({ operation: 'rollback', unit: 'app' });
    const { text, isError } = await session.answer('rollback', { planHash, unit: 'app' });
    expect({ text, isError }).toMatchObject({ isError: false });
    expect(at(await release.get('Deployment', 'app'), 'spec', 'replicas')).toBe(1);
  });

  it('is known to other pods by the name that kagent uses, and to nobody without its token', async () => {
    const host = `fixture-ops.${release.namespace}:3000`;
    const script = `
      const http = require('http');
      const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: {
        protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'spec', version: '1' } } });
      const ask = (headers) => new Promise((resolve, reject) => http.request('http://${host}/mcp', {
        method: 'POST', headers: { 'content-type': 'application/json',
        accept: 'application/json, text/event-stream', ...headers } },
        (answer) => resolve(answer.resume().statusCode)).on('error', reject).end(body));
      (async () => console.log(JSON.stringify([await ask({ authorization: process.env.WORD }), await ask({}),
        await ask({ authorization: process.env.WORD, host: 'elsewhere.example' })])))();`;
    await release.cluster.apply(clientPod(script), { signal });
    const pod = release.ref('Pod', 'client');
    await until(async () => {
      const phase = textAt(await release.cluster.get(pod, { signal }), 'status', 'phase') ?? '';
      return ['Succeeded', 'Failed'].includes(phase);
    });
    const log = await release.cluster.logs(pod, { container: 'client', previous: false, lines: 5, signal });
    expect(log).toEqual(['[200,401,403]']);
  });

  function clientPod(script: string): KubernetesObject {
    const { namespace, connection, images } = release;
    return {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'client', namespace },
      spec: {
        restartPolicy: 'Never',
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 65532,
          seccompProfile: { type: 'RuntimeDefault' },
        },
        containers: [
          {
            name: 'client',
            image: `${connection.registry}/todo-test/app@${images['app']}`,
            args: ['-e', script],
            env: [
              {
                name: 'WORD',
                valueFrom: { secretKeyRef: { name: 'fixture-ops', key: 'ops-authorization' } },
              },
            ],
            securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
          },
        ],
      },
    };
  }
});
