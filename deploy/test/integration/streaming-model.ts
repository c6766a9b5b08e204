import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a request to the model holds. */
export interface ModelRequest {
  readonly authorization: string | undefined;
  readonly messages: readonly ModelMessage[];
  readonly tools: readonly string[];
}

export interface ModelMessage {
  readonly role: string;
  readonly content?: unknown;
}

/** What the model says to a request: words, or tools to call. */
export type Turn =
  | string
  | { readonly tools: readonly (readonly [name: string, given: Readonly<Record<string, unknown>>])[] }
  | { readonly status: number };

/** The next turn by what was asked; it may take as long as something else takes. */
export type Script = (request: ModelRequest) => Turn | Promise<Turn>;

/** A server with OpenAI's chat completions API that streams what its script says, word by word, on a free port of loopback. */
export class StreamingModel {
  readonly url: string;
  readonly requests: ModelRequest[] = [];
  readonly #server: ReturnType<typeof createServer>;

  private constructor(server: ReturnType<typeof createServer>) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  }

  /** @param script one entry for each request, in their order; the last one serves all further ones */
  static async open(...script: readonly Script[]): Promise<StreamingModel> {
    const server = createServer((request, response) => void model.#answer({ request, response, script }));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const model = new StreamingModel(server);
    return model;
  }

  /** What the tools answered, of the last request. */
  get toolAnswers(): readonly string[] {
    const { messages = [] } = this.requests.at(-1) ?? {};
    return messages.filter(({ role }) => role === 'tool').map(({ content }) => textOf(content));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #answer({ request, response, script }: Exchange): Promise<void> {
    const asked = await readRequest(request);
    this.requests.push(asked);
    const next = script[Math.min(this.requests.length, script.length) - 1];
    const turn = next ? await next(asked) : { status: 500 };
    if (typeof turn === 'object' && 'status' in turn) {
      // As OpenAI does, quotes the key.
      response.writeHead(turn.status, { 'content-type': 'application/json' });
      return void response.end(JSON.stringify({ error: { message: `refused: ${asked.authorization}` } }));
    }
    stream(response, turn);
  }
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly script: readonly Script[];
}

/** The text of a tool's answer, or of a message. */
export function textOf(content: unknown): string {
  return typeof content === 'string' ? content : JSON.stringify(content);
}

async function readRequest(request: IncomingMessage): Promise<ModelRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = JSON.parse(Buffer.concat(chunks).toString()) as {
    readonly messages: readonly ModelMessage[];
    readonly tools?: readonly { readonly function: { readonly name: string } }[];
    readonly stream?: boolean;
  };
  if (body.stream !== true) throw new Error('the model was not asked to stream');
  const tools = (body.tools ?? []).map((tool) => tool.function.name);
  return { authorization: request.headers.authorization, messages: body.messages, tools };
}

function stream(response: ServerResponse, turn: Exclude<Turn, { status: number }>): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const send = (delta: object, finish: string | null = null) =>
    response.write(`data: ${JSON.stringify(chunk([{ index: 0, delta, finish_reason: finish }]))}\n\n`);
  send({ role: 'assistant', content: null });
  if (typeof turn === 'string') {
    for (const word of turn.split(/(?<= )/)) send({ content: word });
    send({}, 'stop');
  } else {
    for (const [index, call] of turn.tools.entries()) sendCall(send, { index, call });
    send({}, 'tool_calls');
  }
  const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
  response.write(`data: ${JSON.stringify({ ...chunk([]), usage })}\n\n`);
  response.end('data: [DONE]\n\n');
}

let callsMade = 0;

/** Arguments come in pieces, as of a model that writes them. */
function sendCall(
  send: (delta: object) => unknown,
  { index, call: [name, given] }: { index: number; call: readonly [string, unknown] },
): void {
  const json = JSON.stringify(given);
  const half = Math.ceil(json.length / 2);
  const id = `call_${(callsMade += 1)}`;
  const piece = (arguments_: string, more: object = {}) =>
    send({ tool_calls: [{ index, ...more, function: { arguments: arguments_ } }] });
  send({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] });
  piece(json.slice(0, half));
  piece(json.slice(half));
}

function chunk(choices: readonly object[]) {
  return { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 0, model: 'scripted', choices };
}
