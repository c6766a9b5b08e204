import type { KubernetesObject } from '../../src/cluster/kubernetes-object.ts';
import type { KagentApi } from './kagent-values.ts';

/**
 * What kagent asks of objects beyond the types of their fields, and what we do. `spoil` makes an object break the rule: one
 * that does not notice proves nothing.
 */
export interface KagentRule {
  readonly name: string;
  readonly api?: KagentApi;
  readonly kind: string;
  /** Whether the API server refuses what breaks it; else kagent would run it otherwise than it is meant. */
  readonly isServers: boolean;
  readonly isKept: (object: KubernetesObject) => boolean;
  /** A copy that breaks the rule. */
  readonly spoil: (object: KubernetesObject) => KubernetesObject;
}

interface ServerSpec {
  readonly url: string;
  tls?: object;
  readonly headersFrom: { readonly name: string; value?: string; readonly valueFrom?: object }[];
  allowedNamespaces?: { from: string };
}

interface ModelSpec {
  provider: string;
  readonly apiKeySecret?: string;
  apiKeySecretKey?: string;
  openAI?: object;
}

interface ServerTool {
  kind?: string;
  readonly toolNames: string[];
  readonly requireApproval: string[];
}

interface AgentSpec {
  readonly declarative: {
    readonly systemMessage: string;
    systemMessageFrom?: object;
    runtime?: string;
    readonly tools: { readonly type: string; readonly mcpServer: ServerTool }[];
  };
}

interface TemplateSpec {
  readonly systemPrompt: string;
  systemPromptFrom?: object;
  readonly tools: {
    readonly mcp: {
      readonly server: { readonly kind: string; apiGroup?: string };
      tools?: string[];
      requireApproval?: boolean;
    };
  }[];
}

interface HarnessSpec {
  readonly kagent?: object;
  codex?: object;
  readonly claude?: object;
  readonly byo?: object;
}

const writeTools = ['deploy', 'scale', 'rollback'];
const other = { type: 'ConfigMap', name: 'prompts', key: 'text' };
const agent = { api: 'v1alpha2', kind: 'Agent' } as const;
const template = { api: 'v1alpha3', kind: 'AgentTemplate' } as const;

export const kagentRules: readonly KagentRule[] = [
  rule<ServerSpec>('no TLS for an http URL', {
    kind: 'RemoteMCPServer',
    isKept: ({ url, tls }) => !(url.startsWith('http://') && tls),
    spoil: (spec) => (spec.tls = { disableVerify: true }),
  }),
  rule<ServerSpec>('a header has one source', {
    kind: 'RemoteMCPServer',
    isKept: ({ headersFrom }) =>
      headersFrom.every(({ value, valueFrom }) => (value === undefined) !== (valueFrom === undefined)),
    spoil: ({ headersFrom: [header] }) => header && (header.value = 'Bearer word'),
  }),
  rule<ServerSpec>('only agents of the namespace use the server', {
    kind: 'RemoteMCPServer',
    isServers: false,
    isKept: ({ allowedNamespaces }) => allowedNamespaces?.from === 'Same',
    spoil: (spec) => (spec.allowedNamespaces = { from: 'All' }),
  }),
  rule<ModelSpec>('a Secret with a key of it', {
    kind: 'ModelConfig',
    isKept: ({ apiKeySecret, apiKeySecretKey }) => !apiKeySecret === !apiKeySecretKey,
    spoil: (spec) => delete spec.apiKeySecretKey,
  }),
  rule<ModelSpec>('settings of OpenAI only for that provider', {
    kind: 'ModelConfig',
    isKept: ({ provider, openAI }) => provider === 'OpenAI' || !openAI,
    spoil: (spec) => Object.assign(spec, { provider: 'Ollama', openAI: {} }),
  }),
  rule<AgentSpec>('one system message', {
    ...agent,
    isKept: ({ declarative: { systemMessage, systemMessageFrom } }) => !(systemMessage && systemMessageFrom),
    spoil: ({ declarative }) => (declarative.systemMessageFrom = other),
  }),
  rule<AgentSpec>('at most 20 tools', {
    ...agent,
    isKept: ({ declarative: { tools } }) => tools.length <= 20,
    spoil: ({ declarative: { tools } }) => fill(tools, 21),
  }),
  ofServerTools('at most 50 names', {
    isKept: ({ toolNames, requireApproval }) => toolNames.length <= 50 && requireApproval.length <= 50,
    spoil: ({ toolNames }) => fill(toolNames, 51),
  }),
  ofServerTools('approval only for tools that it has', {
    isKept: ({ toolNames, requireApproval }) => requireApproval.every((tool) => toolNames.includes(tool)),
    spoil: ({ requireApproval }) => requireApproval.push('destroy'),
  }),
  ofServerTools('the kind of the server, as none means another one', {
    isServers: false,
    isKept: ({ kind }) => kind === 'RemoteMCPServer',
    spoil: (tool) => delete tool.kind,
  }),
  ofServerTools('no change without approval', {
    isServers: false,
    isKept: ({ toolNames, requireApproval }) =>
      toolNames.every((tool) => !writeTools.includes(tool) || requireApproval.includes(tool)),
    spoil: ({ requireApproval }) => requireApproval.pop(),
  }),
  rule<AgentSpec>('the runtime, whose default differs between versions', {
    ...agent,
    isServers: false,
    isKept: ({ declarative: { runtime } }) => runtime !== undefined,
    spoil: ({ declarative }) => delete declarative.runtime,
  }),
  rule<TemplateSpec>('one system prompt', {
    ...template,
    isKept: ({ systemPrompt, systemPromptFrom }) => !(systemPrompt && systemPromptFrom),
    spoil: (spec) => (spec.systemPromptFrom = { name: 'prompts', key: 'text' }),
  }),
  ofBindings('no API group of the server', {
    isKept: ({ server }) => server.apiGroup === undefined && server.kind === 'RemoteMCPServer',
    spoil: ({ server }) => (server.apiGroup = 'api.kagent.dev'),
  }),
  ofBindings('at most 50 names, each once', {
    isKept: ({ tools = [] }) => tools.length <= 50 && new Set(tools).size === tools.length,
    spoil: ({ tools = [] }) => tools.push('plan', 'plan'),
  }),
  ofBindings('names of tools, as none means all', {
    isServers: false,
    isKept: ({ tools = [] }) => tools.length > 0,
    spoil: (binding) => delete binding.tools,
  }),
  ofBindings('no change without approval', {
    isServers: false,
    isKept: ({ tools = [], requireApproval }) =>
      requireApproval === true || tools.every((tool) => !writeTools.includes(tool)),
    spoil: (binding) => delete binding.requireApproval,
  }),
  rule<HarnessSpec>('exactly one kind of harness', {
    api: 'v1alpha3',
    kind: 'Harness',
    isKept: ({ kagent, codex, claude, byo }) =>
      [kagent, codex, claude, byo].filter((kind) => kind !== undefined).length === 1,
    spoil: (spec) => (spec.codex = {}),
  }),
  rule<HarnessSpec>('the harness that takes two bindings of a server and narrows its tools', {
    api: 'v1alpha3',
    kind: 'Harness',
    isServers: false,
    isKept: ({ kagent }) => kagent !== undefined,
    spoil: (spec) => Object.assign(spec, { kagent: undefined, codex: {} }),
  }),
];

interface Check<Spec> {
  readonly isServers?: boolean;
  readonly isKept: (spec: Spec) => boolean;
  readonly spoil: (spec: Spec) => unknown;
}

/** A rule about the spec of a kind. */
function rule<Spec>(
  name: string,
  { isServers = true, isKept, spoil, ...about }: Check<Spec> & Pick<KagentRule, 'api' | 'kind'>,
): KagentRule {
  const specOf = (object: KubernetesObject) => (object as unknown as { readonly spec: Spec }).spec;
  return {
    name,
    isServers,
    ...about,
    isKept: (object) => isKept(specOf(object)),
    spoil: (object) => {
      const copy = structuredClone(object);
      spoil(specOf(copy));
      return copy;
    },
  };
}

function ofServerTools(name: string, { isKept, spoil, ...more }: Check<ServerTool>): KagentRule {
  return rule<AgentSpec>(name, {
    ...agent,
    ...more,
    isKept: ({ declarative: { tools } }) => tools.every(({ mcpServer }) => isKept(mcpServer)),
    spoil: ({ declarative: { tools } }) => tools.forEach(({ mcpServer }) => void spoil(mcpServer)),
  });
}

type Binding = TemplateSpec['tools'][number]['mcp'];

function ofBindings(name: string, { isKept, spoil, ...more }: Check<Binding>): KagentRule {
  return rule<TemplateSpec>(name, {
    ...template,
    ...more,
    isKept: ({ tools }) => tools.every(({ mcp }) => isKept(mcp)),
    spoil: ({ tools }) => tools.forEach(({ mcp }) => void spoil(mcp)),
  });
}

/** Makes a list as long by repeating its first entry. */
function fill<Entry>(list: Entry[], length: number): void {
  const [first] = list;
  while (first !== undefined && list.length < length) list.push(first);
}
