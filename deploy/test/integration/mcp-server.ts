import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { TestRelease } from './cluster.ts';
import { serverWords } from './mcp-session.ts';

export const testToken = 'a-token-of-a-spec-0123456789';

/** A server of a release over HTTP, as a process of its own. */
export class McpServer {
  readonly url: string;
  /** What it wrote as JSON lines. */
  readonly events: readonly Readonly<Record<string, unknown>>[];
  readonly #child: ChildProcess;

  private constructor(
    child: ChildProcess,
    url: string,
    events: readonly Readonly<Record<string, unknown>>[],
  ) {
    this.#child = child;
    this.url = url;
    this.events = events;
  }

  static async open(release: TestRelease, ...more: readonly string[]): Promise<McpServer> {
    const words = serverWords(release, '--http', '127.0.0.1:0', '--json', ...more);
    const env = { ...process.env, TODO_DEPLOY_MCP_TOKEN: testToken, NODE_OPTIONS: '' };
    const child = spawn(process.execPath, words, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const events: Readonly<Record<string, unknown>>[] = [];
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    createInterface({ input: child.stdout }).on('line', (line) => {
      const event = JSON.parse(line) as Readonly<Record<string, unknown>>;
      events.push(event);
      const url = /serving MCP at (\S+)/.exec(String(event['message']))?.[1];
      if (url !== undefined) resolve(url);
    });
    child.once('exit', (code) => reject(new Error(`the server ended with exit code ${code}`)));
    return new McpServer(child, await promise, events);
  }

  /** Ends it as Ctrl-C does, and gives its exit code. */
  async close(): Promise<number | null> {
    const ended = once(this.#child, 'exit') as Promise<[number | null]>;
    this.#child.kill('SIGINT');
    return (await ended)[0];
  }
}
