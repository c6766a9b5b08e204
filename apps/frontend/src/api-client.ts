import type {
  ChatRequest,
  ChatResponse,
  Conversation,
  CreateTask,
  Message,
  Session,
  SignedIn,
  SignIn,
  SignUp,
  Task,
  UpdateTask,
} from '@todo/contracts';
import { FrontendError } from './errors.ts';
import { sendRequest, type WireRequest } from './send-request.ts';

/** The service as the page uses it. Every method throws a FrontendError. */
export interface ApiClient {
  /** @returns null when nobody is signed in */
  getSession(): Promise<Session>;
  signInAsGuest(): Promise<SignedIn>;
  /** @throws FrontendError CREDENTIALS_WRONG */
  signIn(credentials: SignIn): Promise<SignedIn>;
  /** A guest's todos go to the new account. @throws FrontendError EMAIL_TAKEN */
  signUp(person: SignUp): Promise<SignedIn>;
  signOut(): Promise<void>;
  /** What belongs to one person: all its paths start with the person's id. */
  of(userId: string): PersonClient;
}

export interface PersonClient {
  listTasks(): Promise<readonly Task[]>;
  createTask(task: CreateTask): Promise<Task>;
  updateTask(id: number, change: UpdateTask): Promise<Task>;
  /** Ticks a pending task, and unticks a completed one. */
  toggleTask(id: number): Promise<Task>;
  deleteTask(id: number): Promise<void>;
  chat(request: ChatRequest): Promise<ChatResponse>;
  /** The conversation that was used last; undefined when there is none. */
  latestConversation(): Promise<Conversation | undefined>;
  /** The newest messages, or the newest of those older than the message `before`; oldest first. */
  listMessages(conversationId: number, page: { limit: number; before?: number }): Promise<readonly Message[]>;
}

export interface ApiClientOptions {
  readonly fetch: typeof fetch;
  /** Told how each request ended: undefined when it was answered. */
  readonly onOutcome: (error: FrontendError | undefined) => void;
}

type Send = <Answer>(request: WireRequest<Answer>) => Promise<Answer>;

// A turn may wait for a model and several tools.
const chatTimeoutMs = 90_000;

export function createApiClient({ fetch, onOutcome }: ApiClientOptions): ApiClient {
  const send: Send = async (request) => {
    try {
      const answer = await sendRequest(fetch, request);
      onOutcome(undefined);
      return answer;
    } catch (error) {
      if (error instanceof FrontendError) onOutcome(error);
      throw error;
    }
  };
  return { ...authClient(send), of: (userId) => personClient(send, `/api/${encodeURIComponent(userId)}`) };
}

function authClient(send: Send): Omit<ApiClient, 'of'> {
  const signedIn = (path: string, body: unknown): Promise<SignedIn> =>
    send({ method: 'POST', path: `/api/auth/${path}`, body, schema: ({ SignedIn }) => SignedIn });
  return {
    getSession: () =>
      send({ method: 'GET', path: '/api/auth/get-session', schema: ({ Session }) => Session }),
    signInAsGuest: () => signedIn('sign-in/anonymous', {}),
    signIn: (credentials) => signedIn('sign-in/email', credentials),
    signUp: (person) => signedIn('sign-up/email', person),
    signOut: () => send({ method: 'POST', path: '/api/auth/sign-out', body: {} }),
  };
}

function personClient(send: Send, base: string): PersonClient {
  return { ...taskClient(send, `${base}/tasks`), ...conversationClient(send, base) };
}

type TaskClient = Pick<PersonClient, 'listTasks' | 'createTask' | 'updateTask' | 'toggleTask' | 'deleteTask'>;

function taskClient(send: Send, base: string): TaskClient {
  const changed = (method: 'POST' | 'PUT' | 'PATCH', path: string, body?: unknown): Promise<Task> =>
    send({ method, path, body, keepalive: true, schema: ({ Task }) => Task });
  return {
    listTasks: () => send({ method: 'GET', path: base, schema: ({ TaskList }) => TaskList }),
    createTask: (task) => changed('POST', base, task),
    updateTask: (id, change) => changed('PUT', `${base}/${id}`, change),
    toggleTask: (id) => changed('PATCH', `${base}/${id}/complete`),
    deleteTask: (id) => send({ method: 'DELETE', path: `${base}/${id}`, keepalive: true }),
  };
}

type ConversationClient = Omit<PersonClient, keyof TaskClient>;

function conversationClient(send: Send, base: string): ConversationClient {
  return {
    chat: (body) =>
      send({
        method: 'POST',
        path: `${base}/chat`,
        body,
        timeoutMs: chatTimeoutMs,
        schema: ({ ChatResponse }) => ChatResponse,
      }),
    async latestConversation() {
      const path = `${base}/conversations?limit=1`;
      const [latest] = await send({
        method: 'GET',
        path,
        schema: ({ ConversationList }) => ConversationList,
      });
      return latest;
    },
    listMessages(conversationId, { limit, before }) {
      const page = `limit=${limit}${before === undefined ? '' : `&before=${before}`}`;
      const path = `${base}/conversations/${conversationId}/messages?${page}`;
      return send({ method: 'GET', path, schema: ({ MessageList }) => MessageList });
    },
  };
}
