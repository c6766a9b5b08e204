import { randomUUID } from 'node:crypto';
import { cluster } from './environment.ts';

export interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
}

export interface ChatReply {
  readonly conversation_id: number;
  readonly response: string;
  readonly tool_calls: readonly { name: string; arguments: Record<string, unknown>; is_error: boolean }[];
}

export interface Task {
  readonly id: number;
  readonly title: string;
  readonly completed: boolean;
}

/** Somebody signed in through the ingress with email and password. */
export class Person {
  readonly id: string;
  private readonly cookie: string;

  private constructor(id: string, cookie: string) {
    this.id = id;
    this.cookie = cookie;
  }

  static async signUp(name: string): Promise<Person> {
    const response = await fetch(`${cluster.address}/api/auth/sign-up/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: cluster.address },
      body: JSON.stringify({ name, email: `${name}-${randomUUID()}@example.com`, password: randomUUID() }),
    });
    if (!response.ok) throw new Error(`sign-up: ${response.status} ${await response.text()}`);
    const cookie = response.headers.getSetCookie().map((line) => line.split(';')[0]);
    const { user } = (await response.json()) as { user: { id: string } };
    return new Person(user.id, cookie.join('; '));
  }

  /** Sends a request with this person's session; `path` follows `/api/`. */
  async send<Body>(method: string, path: string, body?: unknown): Promise<Answer<Body>> {
    const response = await fetch(`${cluster.address}/api/${path}`, {
      method,
      headers: {
        cookie: this.cookie,
        origin: cluster.address,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(60_000),
    });
    const text = await response.text();
    return { status: response.status, body: (text ? JSON.parse(text) : undefined) as Body };
  }

  /** One turn of a conversation; fails unless it is answered with 200. */
  async chat(message: string, conversation?: number): Promise<ChatReply> {
    const request = conversation === undefined ? { message } : { message, conversation_id: conversation };
    const { status, body } = await this.send<ChatReply>('POST', `${this.id}/chat`, request);
    if (status !== 200) throw new Error(`chat: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  async tasks(): Promise<readonly Task[]> {
    return (await this.send<readonly Task[]>('GET', `${this.id}/tasks?status=all`)).body;
  }
}
