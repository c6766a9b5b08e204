import net from 'node:net';
import { once } from 'node:events';
import { AppsV1Api, KubeConfig, PortForward } from '@kubernetes/client-node';
import { cluster, coreApi, namespace } from './environment.ts';

export interface ToolAnswer {
  readonly text: string;
  readonly isError: boolean;
}

/** A client of the server of tools that runs in the cluster, by a forwarded port. */
export class OpsClient {
  readonly #server: net.Server;
  readonly #url: string;
  readonly #token: string;

  private constructor(server: net.Server, token: string) {
    this.#server = server;
    this.#url = `http://127.0.0.1:${(server.address() as net.AddressInfo).port}/mcp`;
    this.#token = token;
  }

  static async open(): Promise<OpsClient> {
    const labelSelector = 'app.kubernetes.io/component=ops';
    const { items } = await coreApi().listNamespacedPod({ namespace, labelSelector });
    const pod = items.find(({ metadata }) => !metadata?.deletionTimestamp)?.metadata?.name ?? '';
    const { data = {} } = await coreApi().readNamespacedSecret({ name: 'todo-ops', namespace });
    const token = Buffer.from(data['ops-token'] ?? '', 'base64').toString();
    const forward = new PortForward(clusterConfig());
    const server = net.createServer((socket) => {
      socket.on('error', () => socket.destroy());
      void forward.portForward(namespace, pod, [3000], socket, null, socket);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new OpsClient(server, token);
  }

  /** The status of a request without the token. */
  async statusWithoutToken(): Promise<number> {
    return (await fetch(this.#url, { method: 'POST', body: '{}' })).status;
  }

  async toolNames(): Promise<readonly string[]> {
    const { tools } = await this.#ask<{ tools: readonly { name: string }[] }>('tools/list', {});
    return tools.map(({ name }) => name);
  }

  async call(name: string, input: Readonly<Record<string, unknown>> = {}): Promise<ToolAnswer> {
    const { content, isError = false } = await this.#ask<{
      content: readonly { text: string }[];
      isError?: boolean;
    }>('tools/call', { name, arguments: input });
    return { text: content[0]?.text ?? '', isError };
  }

  /** Plans, and carries the plan out. */
  async carryOut(
    operation: string,
    input: Readonly<Record<string, unknown>>,
  ): Promise<{ readonly plan: string; readonly done: ToolAnswer }> {
    const plan = (await this.call('plan', { operation, ...input })).text;
    const planHash = /planHash ([0-9a-f]{16})/.exec(plan)?.[1];
    return { plan, done: await this.call(operation, { planHash, ...input }) };
  }

  close(): void {
    this.#server.close();
  }

  async #ask<Result>(method: string, params: object): Promise<Result> {
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${this.#token}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        connection: 'close',
        'user-agent': 'acceptance/1.0',
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    });
    const text = await response.text();
    const json = /\{.*\}/s.exec(text)?.[0];
    if (!response.ok || json === undefined) throw new Error(`${method}: ${response.status} ${text}`);
    return (JSON.parse(json) as { result: Result }).result;
  }
}

/** How many pods the Deployment of a unit is to have. */
export async function replicasOf(unit: string): Promise<number | undefined> {
  const apps = clusterConfig().makeApiClient(AppsV1Api);
  return (await apps.readNamespacedDeployment({ name: `todo-${unit}`, namespace })).spec?.replicas;
}

function clusterConfig(): KubeConfig {
  const config = new KubeConfig();
  config.loadFromFile(cluster.kubeconfig);
  config.setCurrentContext(cluster.context);
  return config;
}
