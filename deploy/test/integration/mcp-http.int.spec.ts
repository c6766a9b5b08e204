import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@todo/testing/until';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import { createInterface } from 'node:readline';
import { TestRelease } from './cluster.ts';
import { McpServer, testToken } from './mcp-server.ts';
import { serverWords } from './mcp-session.ts';

const authorization = `Bearer ${testToken}`;

describe('the MCP server', () => {
  let release: TestRelease;
  let server: McpServer;

  beforeAll(async () => {
    release = await TestRelease.open();
    release.values = { app: { replicas: 0 }, migration: { enabled: false } };
    await release.deploy();
    server = await McpServer.open(release, '--allowed-host', 'ops.todo.svc');
  });

  afterAll(async () => {
    expect(await server.close()).toBe(0);
    await release.close();
  });

  const initialize = (protocolVersion: string) => ({
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { protocolVersion, capabilities: {}, clientInfo: { name: 'spec', version: '1' } },
  });

  async function post(headers: Readonly<Record<string, string>>, body: object = initialize('2025-11-25')) {
    const { status, text } = await send(server.url, headers, JSON.stringify(body));
    const json = /\{.*\}/s.exec(text)?.[0];
    return { status, answer: json === undefined ? undefined : (JSON.parse(json) as { result?: unknown }) };
  }

  it.each([
    ['nobody without a token', {}, 401],
    ['nobody with another token', { authorization: 'Bearer another-token-0123456789' }, 401],
    ['no page of another origin', { authorization, origin: 'https://evil.example' }, 403],
    ['no name that was made to lead here', { authorization, host: 'evil.example:3000' }, 403],
    ['whoever has the token', { authorization }, 200],
    ['a client that knows it by an allowed name', { authorization, host: 'ops.todo.svc:3000' }, 200],
    ['a page of this machine', { authorization, origin: 'http://localhost:5173' }, 200],
  ])('lets in over HTTP: %s', async (_, headers, status) => {
    expect((await post(headers as Record<string, string>)).status).toBe(status);
  });

  it('refuses a body that is too large', async () => {
    const body = { ...initialize('2025-11-25'), padding: 'x'.repeat(100_000) };
    expect((await post({ authorization }, body)).status).toBe(413);
  });

  it('records each call with who called by HTTP', async () => {
    const call = { jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'status', arguments: {} } };
    const { status } = await post({ authorization, 'user-agent': 'spec-agent/1.0' }, call);
    expect(status).toBe(200);
    // Its lines and its answers come over different ways.
    await until(() => server.events.some(({ type, tool }) => type === 'tool-called' && tool === 'status'));
    expect(server.events).toContainEqual(
      expect.objectContaining({
        type: 'tool-called',
        caller: 'spec-agent/1.0',
        tool: 'status',
        arguments: {},
        outcome: 'answered',
      }),
    );
  });

  // What kubectl-ai sends is empty, and it takes none but the three older ones.
  it.each([
    ['', '2025-06-18'],
    ['1999-01-01', '2025-06-18'],
    ['2025-06-18', '2025-06-18'],
    ['2025-11-25', '2025-11-25'],
    ['2025-03-26', '2025-03-26'],
  ])('answers a client that asks for protocol version "%s" with %s', async (asked, given) => {
    const { answer } = await post({ authorization }, initialize(asked));
    expect(answer?.result).toMatchObject({ protocolVersion: given });
    expect(await handshake(release, initialize(asked))).toMatchObject({ protocolVersion: given });
  });

  it('has no token of its own making', async () => {
    const { TODO_DEPLOY_MCP_TOKEN: _token, ...env } = process.env;
    const words = serverWords(release, '--http', '127.0.0.1:0');
    const child = spawn(process.execPath, words, { env: { ...env, NODE_OPTIONS: '' }, stdio: 'ignore' });
    expect(await once(child, 'exit')).toEqual([99, null]);
  });
});

function send(url: string, headers: Readonly<Record<string, string>>, body: string) {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number | undefined; text: string }>();
  const accept = 'application/json, text/event-stream';
  const request = http.request(
    url,
    { method: 'POST', headers: { accept, 'content-type': 'application/json', ...headers } },
    (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode, text }));
    },
  );
  request.on('error', reject);
  request.end(body);
  return promise;
}

/** The first answer of a server over stdio. */
async function handshake(release: TestRelease, message: object): Promise<unknown> {
  const env = { ...process.env, NODE_OPTIONS: '' };
  const child = spawn(process.execPath, serverWords(release), { env, stdio: ['pipe', 'pipe', 'ignore'] });
  const lines = createInterface({ input: child.stdout });
  child.stdin.write(`${JSON.stringify(message)}\n`);
  const [line] = (await once(lines, 'line')) as [string];
  child.stdin.end();
  await once(child, 'exit');
  return (JSON.parse(line) as { result: unknown }).result;
}
