import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface CompletionRequest {
  readonly authorization: string | undefined;
  readonly body: {
    readonly model: string;
    readonly messages: readonly {
      readonly role: string;
      readonly content?: unknown;
      readonly tool_calls?: unknown;
    }[];
    readonly tools: readonly { readonly function: { readonly name: string } }[];
  };
}

/** What the server says to one request: words, tools to call, or an answer of its own making. */
export type Completion =
  | string
  | { readonly tools: readonly (readonly [name: string, given: unknown])[] }
  | ((response: ServerResponse) => void);

export interface CompletionsServer {
  readonly url: string;
  readonly requests: CompletionRequest[];
  /** What is said to the next requests. */
  say(...completions: readonly Completion[]): void;
  close(): Promise<void>;
}

/** A server with OpenAI's chat completions API on a free port of loopback, which says what it is told to. */
export async function startCompletionsServer(): Promise<CompletionsServer> {
  const requests: CompletionRequest[] = [];
  const script: Completion[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      requests.push({ authorization: request.headers.authorization, body });
      answer(response, request.url === '/v1/chat/completions' ? script.shift() : undefined);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    say: (...completions) => void script.splice(0, script.length, ...completions),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function readBody(request: IncomingMessage): Promise<CompletionRequest['body']> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString()) as CompletionRequest['body'];
}

function answer(response: ServerResponse, completion: Completion | undefined): void {
  if (typeof completion === 'function') return completion(response);
  if (completion === undefined) return void response.writeHead(404).end();
  const message =
    typeof completion === 'string'
      ? { role: 'assistant', content: completion }
      : { role: 'assistant', content: null, tool_calls: completion.tools.map(toToolCall) };
  const choice = { index: 0, finish_reason: typeof completion === 'string' ? 'stop' : 'tool_calls', message };
  const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(
    JSON.stringify({
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 0,
      model: 'm',
      choices: [choice],
      usage,
    }),
  );
}

function toToolCall([name, given]: readonly [string, unknown], index: number) {
  return {
    id: `call_${index}_${randomUUID()}`,
    type: 'function',
    function: { name, arguments: JSON.stringify(given) },
  };
}
