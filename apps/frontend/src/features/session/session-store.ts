import type { SignIn, SignUp, User } from '@todo/contracts';
import type { ApiClient } from '../../api-client.ts';
import { FrontendError } from '../../errors.ts';
import { createStore, type Store } from '../../store.ts';

export type SessionState =
  | { readonly state: 'loading' }
  | { readonly state: 'signed-out'; readonly hasExpired: boolean }
  | { readonly state: 'signed-in'; readonly user: User };

type SessionClient = Omit<ApiClient, 'of'>;

/** Who uses the page, as the server knows it by the session cookie, which no script can read. */
export class SessionStore {
  readonly state: Store<SessionState> = createStore<SessionState>({ state: 'loading' });
  readonly #client: SessionClient;

  constructor(client: SessionClient) {
    this.#client = client;
  }

  /** @throws FrontendError when the server did not say; the state is then as before */
  async load(): Promise<void> {
    const session = await this.#client.getSession();
    const { state } = this.state.get();
    if (session) this.#signedIn(session.user);
    else this.#signedOut(state === 'signed-in');
  }

  async continueAsGuest(): Promise<void> {
    this.#signedIn((await this.#client.signInAsGuest()).user);
  }

  async signIn(credentials: SignIn): Promise<void> {
    this.#signedIn((await this.#client.signIn(credentials)).user);
  }

  async signUp(person: SignUp): Promise<void> {
    this.#signedIn((await this.#client.signUp(person)).user);
  }

  async signOut(): Promise<void> {
    try {
      await this.#client.signOut();
    } catch (error) {
      if (!isExpiry(error)) throw error;
    }
    this.#signedOut(false);
  }

  /** The server has refused the session: whoever was signed in is not any more. */
  expire(): void {
    if (this.state.get().state === 'signed-in') this.#signedOut(true);
  }

  #signedIn(user: User): void {
    this.state.set((old) =>
      old.state === 'signed-in' && isSame(old.user, user) ? old : { state: 'signed-in', user },
    );
  }

  #signedOut(hasExpired: boolean): void {
    this.state.set(() => ({ state: 'signed-out', hasExpired }));
  }
}

function isExpiry(error: unknown): boolean {
  return error instanceof FrontendError && error.code === 'SESSION_EXPIRED';
}

function isSame(a: User, b: User): boolean {
  return a.id === b.id && a.name === b.name && a.email === b.email && a.isAnonymous === b.isAnonymous;
}
