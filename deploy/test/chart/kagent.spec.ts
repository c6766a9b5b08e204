import { describe, expect, it } from '@jest/globals';
import type { KubernetesObject } from '../../src/cluster/kubernetes-object.ts';
import { refusal, render, template, type ChartObjects, type Values } from './helm.ts';
import { kagentRules } from './kagent-rules.ts';
import { schemaErrors } from './kagent-schemas.ts';
import { kagentApis, kagentKinds, kagentValues, model, type KagentApi } from './kagent-values.ts';

const reads = ['plan', 'status', 'diagnose', 'logs', 'history', 'events', 'resources'];
const writes = ['deploy', 'scale', 'rollback'];

async function agentObjects(api: KagentApi, more: Parameters<typeof kagentValues>[1] = {}) {
  return ofKagent(await render(kagentValues(api, more)));
}

function ofKagent(objects: ChartObjects): readonly KubernetesObject[] {
  return objects.all.filter(({ apiVersion }) => apiVersion.includes('kagent.dev/'));
}

function ofKind(objects: readonly KubernetesObject[], kind: string): KubernetesObject {
  const found = objects.find((object) => object.kind === kind);
  if (!found) throw new Error(`The chart renders no ${kind}`);
  return found;
}

describe('kagent', () => {
  it('has no object unless it is asked for', async () => {
    expect(ofKagent(await render({ ops: { enabled: true } }))).toEqual([]);
  });

  describe.each(kagentApis)('%s', (api) => {
    it('has its objects, named apart from what kagent makes for the agent', async () => {
      const objects = await agentObjects(api);
      expect(objects.map(({ kind }) => kind).sort()).toEqual(kagentKinds[api]);
      const group = api === 'v1alpha3' ? 'api.kagent.dev' : 'kagent.dev';
      expect(new Set(objects.map(({ apiVersion }) => apiVersion))).toEqual(new Set([`${group}/${api}`]));
      expect(ofKind(objects, 'Agent').metadata.name).toBe('todo-ops-agent');
      const all = (await render(kagentValues(api))).all;
      const taken = all.filter(({ metadata }) => metadata.name === 'todo-ops-agent');
      expect(taken.every(({ apiVersion }) => apiVersion.includes('kagent.dev/'))).toBe(true);
    });

    it.each([true, false])('fits the schemas of kagent when it may write: %s', async (allowWrite) => {
      for (const object of await agentObjects(api, { allowWrite }))
        expect([object.kind, schemaErrors(object)]).toEqual([object.kind, []]);
    });

    it('would not fit them with a field that they do not know', async () => {
      for (const object of await agentObjects(api)) {
        const { spec } = object as unknown as { readonly spec: object };
        expect(schemaErrors({ ...object, spec: { ...spec, other: 1 } })).toEqual([
          '/spec must NOT have additional properties',
        ]);
      }
    });

    it('would not fit them without what they need', async () => {
      for (const object of await agentObjects(api)) {
        if (object.kind !== 'AgentTemplate') expect(schemaErrors({ ...object, spec: {} })).not.toEqual([]);
        else expect(schemaErrors({ ...object, spec: { tools: [{}] } })).not.toEqual([]);
      }
    });

    const rules = kagentRules.filter((rule) => rule.api === undefined || rule.api === api);
    it.each(rules.map((rule) => [rule.kind, rule.name, rule] as const))(
      '%s keeps the rule: %s',
      async (kind, _name, rule) => {
        const object = ofKind(await agentObjects(api), kind);
        expect(rule.isKept(object)).toBe(true);
        expect(rule.isKept(rule.spoil(object))).toBe(false);
      },
    );

    it('says who it is, by the Secret of the server', async () => {
      const server = ofKind(await agentObjects(api), 'RemoteMCPServer');
      expect(server['spec']).toMatchObject({
        url: 'http://todo-ops.somewhere:3000/mcp',
        protocol: 'STREAMABLE_HTTP',
        headersFrom: [
          {
            name: 'Authorization',
            valueFrom: { type: 'Secret', name: 'todo-ops', key: 'ops-authorization' },
          },
        ],
      });
    });

    it('thinks with a model of its own, or with that of the assistant', async () => {
      const modelOf = async (values: Values) => ofKind(ofKagent(await render(values)), 'ModelConfig')['spec'];
      const own = kagentValues(api);
      expect(await modelOf(own)).toEqual({
        provider: 'OpenAI',
        model: 'small',
        apiKeySecret: 'model',
        apiKeySecretKey: 'key',
      });
      const { kagent } = own as { readonly kagent: object };
      const openai = { apiKey: 'canary', baseUrl: 'http://models.example/v1', model: 'large' };
      expect(await modelOf({ ...own, openai, kagent: { ...kagent, model: {} } })).toEqual({
        provider: 'OpenAI',
        model: 'large',
        apiKeySecret: 'todo-provided',
        apiKeySecretKey: 'openai-api-key',
        openAI: { baseUrl: 'http://models.example/v1' },
      });
    });
  });

  it.each([
    [true, { toolNames: [...reads, ...writes], requireApproval: writes }],
    [false, { toolNames: reads, requireApproval: undefined }],
  ])('of v1alpha2 asks before it changes something when it may write: %s', async (allowWrite, tools) => {
    const agent = ofKind(await agentObjects('v1alpha2', { allowWrite }), 'Agent') as unknown as {
      readonly spec: {
        readonly declarative: {
          readonly tools: readonly { readonly mcpServer: object }[];
          readonly a2aConfig: { readonly skills: readonly { readonly id: string }[] };
        };
      };
    };
    const { declarative } = agent.spec;
    expect(declarative.tools.map(({ mcpServer }) => mcpServer)).toEqual([
      { apiGroup: 'kagent.dev', kind: 'RemoteMCPServer', name: 'todo-ops', ...tools },
    ]);
    const skills = declarative.a2aConfig.skills.map(({ id }) => id);
    expect(skills).toEqual(['health', 'causes', ...(allowWrite ? ['changes'] : [])]);
  });

  it.each([true, false])(
    'of v1alpha3 asks before it changes something when it may write: %s',
    async (allowWrite) => {
      const { spec } = ofKind(await agentObjects('v1alpha3', { allowWrite }), 'AgentTemplate') as unknown as {
        readonly spec: { readonly tools: readonly object[] };
      };
      const server = { kind: 'RemoteMCPServer', name: 'todo-ops' };
      const approved = { mcp: { server, tools: writes, requireApproval: true } };
      expect(spec.tools).toEqual([{ mcp: { server, tools: reads } }, ...(allowWrite ? [approved] : [])]);
    },
  );

  it('is told whether it may change something', async () => {
    const [writing, reading] = [
      JSON.stringify(await agentObjects('v1alpha2')),
      JSON.stringify(await agentObjects('v1alpha2', { allowWrite: false })),
    ];
    expect(writing).toContain('A person approves each change.');
    expect(reading).toContain('You cannot change anything.');
  });
});

describe('values of kagent that do not go together', () => {
  const ops = { enabled: true };
  it.each<[string, Values, string]>([
    ['an agent without tools', { kagent: { enabled: true, model } }, 'kagent.enabled: there are no tools'],
    ['an agent without a model', { ops, kagent: { enabled: true } }, 'kagent.model.name: missing'],
    [
      'an agent without a key',
      { ops, kagent: { enabled: true, model: { name: 'small' } } },
      'kagent.model.apiKeySecret: missing',
    ],
    [
      'an agent without a key of the assistant',
      { ops, openai: { model: 'small', baseUrl: 'http://models.example' }, kagent: { enabled: true } },
      'openai.apiKey: missing',
    ],
    [
      'an agent that nothing runs',
      { ops, kagent: { enabled: true, api: 'v1alpha3', model } },
      'kagent.harness.image: missing',
    ],
    ['an API that there is not', { kagent: { api: 'v1alpha1' } }, "at '/kagent/api'"],
    [
      'a runtime by its tag',
      { kagent: { harness: { image: 'registry.example/golang-adk:1' } } },
      "at '/kagent/harness/image'",
    ],
  ])('are refused: %s', async (_name, values, message) => {
    expect(await refusal(values)).toContain(message);
  });

  it('are not looked at while there is no agent', async () => {
    expect(await template({ kagent: { api: 'v1alpha3' } })).toMatchObject({ exitCode: 0 });
  });
});
