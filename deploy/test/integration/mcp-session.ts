import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { getDefaultEnvironment, StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestRelease } from './cluster.ts';

const program = join(import.meta.dirname, '../../src/cli.mjs');

/** The words after the name of Node that serve what a release runs, without a workspace. */
export function serverWords(release: TestRelease, ...more: readonly string[]): readonly string[] {
  return commandWords(release, 'mcp', ...more);
}

/** The same for any command. */
export function commandWords(release: TestRelease, ...words: readonly string[]): readonly string[] {
  const { kubeconfig, context, registry } = release.connection;
  const place = ['--namespace', release.namespace, '--release', 'fixture'];
  const connection = ['--kubeconfig', kubeconfig, '--context', context, '--registry', registry];
  return [program, ...words, ...place, ...connection, '--address', 'http://localhost:8080'];
}

/** A server of a release, as a client sees it. */
export class McpSession {
  readonly client: Client;

  private constructor(client: Client) {
    this.client = client;
  }

  /** Of what a release runs, without a workspace. */
  static open(release: TestRelease, ...more: readonly string[]): Promise<McpSession> {
    return McpSession.#start(serverWords(release, ...more), tmpdir());
  }

  /** Of the environment of a workspace. */
  static inWorkspace(root: string, ...more: readonly string[]): Promise<McpSession> {
    return McpSession.#start([program, 'mcp', ...more], root);
  }

  static async #start(args: readonly string[], cwd: string): Promise<McpSession> {
    const client = new Client({ name: 'spec', version: '1.0.0' });
    const env = { ...getDefaultEnvironment(), NODE_OPTIONS: '' };
    await client.connect(new StdioClientTransport({ command: process.execPath, args: [...args], cwd, env }));
    return new McpSession(client);
  }

  /** Over HTTP, with a server that runs already. */
  static async openAt(url: string, authorization: string): Promise<McpSession> {
    const requestInit = { headers: { authorization } };
    const client = new Client({ name: 'spec', version: '1.0.0' });
    await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit }));
    return new McpSession(client);
  }

  /** Calls a tool, and gives its text. */
  async call(name: string, input: Readonly<Record<string, unknown>> = {}): Promise<string> {
    return (await this.answer(name, input)).text;
  }

  async answer(
    name: string,
    input: Readonly<Record<string, unknown>> = {},
  ): Promise<{ readonly text: string; readonly isError: boolean }> {
    const { content, isError = false } = await this.client.callTool(
      { name, arguments: { ...input } },
      { timeout: 120_000 },
    );
    const [first] = content;
    return { text: first?.type === 'text' ? first.text : '', isError };
  }

  /** Plans, and gives the hash of the plan. */
  async planHash(input: Readonly<Record<string, unknown>>): Promise<string> {
    const text = await this.call('plan', input);
    const hash = /planHash ([0-9a-f]{16})/.exec(text)?.[1];
    if (hash === undefined) throw new Error(`no hash in the plan: ${text}`);
    return hash;
  }

  async close(): Promise<void> {
    await this.client.close();
  }
}
