import type { Values } from './helm.ts';

export const kagentApis = ['v1alpha2', 'v1alpha3'] as const;
export type KagentApi = (typeof kagentApis)[number];

/** Kinds of kagent that the chart renders for an API. */
export const kagentKinds: Readonly<Record<KagentApi, readonly string[]>> = {
  v1alpha2: ['Agent', 'ModelConfig', 'RemoteMCPServer'],
  v1alpha3: ['Agent', 'AgentTemplate', 'Harness', 'ModelConfig', 'RemoteMCPServer'],
};

export const model = { name: 'small', apiKeySecret: 'model', apiKeySecretKey: 'key' };
export const harness = {
  image: `registry.example/golang-adk@sha256:${'0123456789abcdef'.repeat(4)}`,
  snapshotLocation: 's3://snapshots/todo/',
};

/** Values with an agent of kagent. */
export function kagentValues(api: KagentApi, { allowWrite = true } = {}): Values {
  return { ops: { enabled: true, allowWrite }, kagent: { enabled: true, api, model, harness } };
}
