import { describe, expect, it } from '@jest/globals';
import type { Session, SignedIn, User } from '@todo/contracts';
import { FrontendError } from '../../errors.ts';
import { SessionStore } from './session-store.ts';

const guest: User = { id: 'u1', name: 'Anonymous', email: 'u1@example.invalid', isAnonymous: true };
const anna: User = { id: 'u2', name: 'Anna', email: 'anna@example.com' };

function storeOf(answers: {
  session?: Session;
  signedIn?: () => Promise<SignedIn>;
  signOut?: () => Promise<void>;
}): SessionStore {
  const signedIn = answers.signedIn ?? (() => Promise.resolve({ token: null, user: anna }));
  return new SessionStore({
    getSession: () => Promise.resolve(answers.session ?? null),
    signInAsGuest: () => Promise.resolve({ token: null, user: guest }),
    signIn: signedIn,
    signUp: signedIn,
    signOut: answers.signOut ?? (() => Promise.resolve()),
  });
}

const credentials = { email: 'anna@example.com', password: 'correct horse' };

describe('SessionStore', () => {
  it('is signed out when the server knows nobody', async () => {
    const store = storeOf({});
    await store.load();
    expect(store.state.get()).toEqual({ state: 'signed-out', hasExpired: false });
  });

  it('is signed in as whom the server names', async () => {
    const store = storeOf({ session: { user: anna } });
    await store.load();
    expect(store.state.get()).toEqual({ state: 'signed-in', user: anna });
  });

  it('keeps its value when the server says the same again, so that nothing is rendered anew', async () => {
    const store = storeOf({ session: { user: anna } });
    await store.load();
    const before = store.state.get();
    await store.load();
    expect(store.state.get()).toBe(before);
  });

  it('turns a guest into the person who signed up', async () => {
    const store = storeOf({});
    await store.continueAsGuest();
    expect(store.state.get()).toEqual({ state: 'signed-in', user: guest });
    await store.signUp({ ...credentials, name: 'Anna' });
    expect(store.state.get()).toEqual({ state: 'signed-in', user: anna });
  });

  it('stays signed in as a guest when the password was wrong', async () => {
    const signedIn = () => Promise.reject(new FrontendError('CREDENTIALS_WRONG', undefined));
    const store = storeOf({ signedIn });
    await store.continueAsGuest();
    await expect(store.signIn(credentials)).rejects.toMatchObject({ code: 'CREDENTIALS_WRONG' });
    expect(store.state.get()).toEqual({ state: 'signed-in', user: guest });
  });

  it('says that the session has ended, once it was there', async () => {
    const store = storeOf({});
    store.expire();
    expect(store.state.get()).toEqual({ state: 'loading' });
    await store.signIn(credentials);
    store.expire();
    expect(store.state.get()).toEqual({ state: 'signed-out', hasExpired: true });
  });

  it('is signed out also when the session had ended before', async () => {
    const signOut = () => Promise.reject(new FrontendError('SESSION_EXPIRED', undefined));
    const store = storeOf({ signOut });
    await store.signIn(credentials);
    await store.signOut();
    expect(store.state.get()).toEqual({ state: 'signed-out', hasExpired: false });
  });

  it('stays signed in when the server could not be told', async () => {
    const signOut = () => Promise.reject(new FrontendError('OFFLINE', undefined));
    const store = storeOf({ signOut });
    await store.signIn(credentials);
    await expect(store.signOut()).rejects.toMatchObject({ code: 'OFFLINE' });
    expect(store.state.get().state).toBe('signed-in');
  });
});
