import { Session } from '@todo/contracts';
import { publicUrl } from './api.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** What the JSON body holds; undefined without one. */
  readonly body: unknown;
}

export interface CallOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Someone who uses the API as a browser does: keeps the session cookie, and sends the page's origin. */
export class Person {
  id = '';
  cookie = '';
  /** For programs without cookies. */
  bearer = '';
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** A person who came in as a guest. */
  static async guest(url: string): Promise<Person> {
    const person = new Person(url);
    await person.enter('sign-in/anonymous', {});
    return person;
  }

  /** A person with an account. */
  static async account(url: string, email: string): Promise<Person> {
    const person = new Person(url);
    await person.enter('sign-up/email', { email, password: `password of ${email}`, name: email });
    return person;
  }

  /** Signs in or up, and goes on as whoever the answer says. */
  async enter(how: string, body: unknown): Promise<Answer> {
    const answer = await this.call('POST', `/api/auth/${how}`, { body });
    if (answer.status !== 200) throw new Error(`${how}: ${JSON.stringify(answer.body)}`);
    this.cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    this.bearer = answer.headers.get('set-auth-token') ?? '';
    const session = Session.parse((await this.call('GET', '/api/auth/get-session')).body);
    this.id = session?.user.id ?? '';
    return answer;
  }

  async call(method: string, path: string, { body, headers }: CallOptions = {}): Promise<Answer> {
    const isRaw = typeof body === 'string';
    const response = await fetch(this.#url + path.replace('{me}', this.id), {
      method,
      headers: {
        origin: publicUrl,
        ...(this.cookie && { cookie: this.cookie }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: isRaw ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parseJson(text) };
  }
}

function parseJson(text: string): unknown {
  return text === '' ? undefined : JSON.parse(text);
}
