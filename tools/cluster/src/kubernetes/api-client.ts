import { Agent, request, type RequestOptions } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

/** How an API server is reached, and who asks: PEM texts. */
export interface ApiAccess {
  /** `https://127.0.0.1:6443`. */
  readonly server: string;
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

/** A Kubernetes object, as much of it as this tool reads. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string } & Readonly<
    Record<string, unknown>
  >;
  readonly [field: string]: unknown;
}

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: KubernetesObject;
}

interface ApiRequest {
  readonly method: 'GET' | 'PATCH' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly signal?: AbortSignal;
}

/** The API server answered with another status than 2xx. */
export class ApiStatusError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'ApiStatusError';
    this.status = status;
  }
}

const requestTimeoutMs = 10_000;
const fieldManager = 'todo-cluster';

/** Just what a cluster's own supervisor needs of the Kubernetes API, over one connection pool. */
export class ApiClient {
  readonly #server: string;
  readonly #agent: Agent;

  constructor({ server, authority, certificate, key }: ApiAccess) {
    this.#server = server;
    this.#agent = new Agent({ keepAlive: true, ca: authority, cert: certificate, key });
  }

  /** @throws ApiStatusError, or the connection's error */
  async get<Body = KubernetesObject>(path: string, signal?: AbortSignal): Promise<Body> {
    return JSON.parse(await this.getText(path, signal)) as Body;
  }

  /** The same of what is not JSON: logs. */
  getText(path: string, signal?: AbortSignal): Promise<string> {
    return this.#exchange({ method: 'GET', path, signal });
  }

  /** The same, or undefined when the server says 404. */
  async getIfThere<Body = KubernetesObject>(path: string, signal?: AbortSignal): Promise<Body | undefined> {
    try {
      return await this.get<Body>(path, signal);
    } catch (error) {
      if (error instanceof ApiStatusError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** Server-side apply: makes the object's fields what they are here, whoever set them before. */
  async apply(path: string, object: KubernetesObject, signal?: AbortSignal): Promise<void> {
    const target = `${path}?fieldManager=${fieldManager}&force=true`;
    await this.#exchange({
      method: 'PATCH',
      path: target,
      body: object,
      contentType: 'application/apply-patch+yaml',
      signal,
    });
  }

  /** Deletes an object; one that is gone already is no error. */
  async delete(path: string, signal?: AbortSignal): Promise<void> {
    try {
      await this.#exchange({ method: 'DELETE', path, signal });
    } catch (error) {
      if (!(error instanceof ApiStatusError && error.status === 404)) throw error;
    }
  }

  /** Changes of the objects below a path after a resource version, until the server ends the stream. */
  async *watch(path: string, resourceVersion: string, signal: AbortSignal): AsyncGenerator<WatchEvent> {
    const query = `watch=1&allowWatchBookmarks=true&resourceVersion=${resourceVersion}`;
    const response = await this.#send({ method: 'GET', path: `${path}?${query}`, signal });
    let rest = '';
    for await (const chunk of response.setEncoding('utf8')) {
      const lines = (rest + String(chunk)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) yield JSON.parse(line) as WatchEvent;
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  async #exchange(call: ApiRequest): Promise<string> {
    const timeout = AbortSignal.timeout(requestTimeoutMs);
    const signal = call.signal ? AbortSignal.any([call.signal, timeout]) : timeout;
    const response = await this.#send({ ...call, signal });
    return text(response);
  }

  async #send(call: ApiRequest): Promise<IncomingMessage> {
    const response = await this.#open(call);
    const status = response.statusCode ?? 0;
    if (status >= 200 && status < 300) return response;
    throw new ApiStatusError(
      status,
      `${call.method} ${call.path}: ${status} ${messageOf(await text(response))}`,
    );
  }

  #open({
    method,
    path,
    body,
    contentType = 'application/json',
    signal,
  }: ApiRequest): Promise<IncomingMessage> {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const headers =
      payload === undefined
        ? {}
        : { 'content-type': contentType, 'content-length': Buffer.byteLength(payload) };
    const options: RequestOptions = {
      method,
      agent: this.#agent,
      signal,
      headers: { accept: 'application/json, */*', ...headers },
    };
    return new Promise((resolve, reject) => {
      const outgoing = request(new URL(path, this.#server), options, resolve);
      outgoing.on('error', reject);
      outgoing.end(payload);
    });
  }
}

/** The sentence in a Status object, or the start of any other body. */
function messageOf(body: string): string {
  try {
    return (JSON.parse(body) as { message?: string }).message ?? body.slice(0, 200);
  } catch {
    return body.slice(0, 200);
  }
}
