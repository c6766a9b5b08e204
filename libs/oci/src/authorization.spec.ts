import { describe, expect, it } from '@jest/globals';
import { createAuthorizedSend, type ScopedRequest } from './authorization.ts';
import type { RegistryRequest } from './transport.ts';

const request: ScopedRequest = {
  registry: 'registry.example',
  target: 'todo/manifests/1',
  action: 'reading',
  method: 'GET',
  scopes: ['repository:todo:pull'],
};

/** A registry that wants `wanted` as authorization, and a token server beside it. */
function createServer(challenge: string, wanted: string) {
  const seen: RegistryRequest[] = [];
  const send = (sent: RegistryRequest) => {
    seen.push(sent);
    if (new URL(sent.target, 'https://registry.example').host === 'auth.example')
      return Promise.resolve(Response.json({ token: 't1' }));
    const isAllowed = sent.headers?.['authorization'] === wanted;
    const headers = { 'www-authenticate': challenge };
    return Promise.resolve(new Response(null, isAllowed ? { status: 200 } : { status: 401, headers }));
  };
  return { seen, send };
}

const anonymous = () => Promise.resolve(undefined);
const account = () => Promise.resolve({ username: 'ann', password: 'pass:word' });
const bearer = 'Bearer realm="https://auth.example/token?a=b",service="registry",scope="other"';

describe('createAuthorizedSend', () => {
  it('gets an anonymous token for the scopes it needs, and keeps it', async () => {
    const { seen, send } = createServer(bearer, 'Bearer t1');
    const authorized = createAuthorizedSend(send, anonymous);
    expect((await authorized(request)).status).toBe(200);
    expect((await authorized(request)).status).toBe(200);
    expect(seen).toHaveLength(4);
    const url = new URL(seen[1]?.target ?? '');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      a: 'b',
      service: 'registry',
      scope: 'repository:todo:pull',
    });
    expect(seen[1]?.headers).toBeUndefined();
  });

  it('asks for another token for other scopes', async () => {
    const { seen, send } = createServer(bearer, 'Bearer t1');
    const authorized = createAuthorizedSend(send, anonymous);
    await authorized(request);
    await authorized({ ...request, scopes: ['repository:todo:pull,push', 'repository:base:pull'] });
    const url = new URL(seen.at(-2)?.target ?? '');
    expect(url.searchParams.getAll('scope')).toEqual(['repository:todo:pull,push', 'repository:base:pull']);
  });

  it('shows its credentials to the token server where it has some', async () => {
    const { seen, send } = createServer(bearer, 'Bearer t1');
    await createAuthorizedSend(send, account)(request);
    expect(seen[1]?.headers).toEqual({ authorization: `Basic ${btoa('ann:pass:word')}` });
  });

  it('answers a basic challenge with them', async () => {
    const { send } = createServer('Basic realm="x"', `Basic ${btoa('ann:pass:word')}`);
    expect((await createAuthorizedSend(send, account)(request)).status).toBe(200);
  });

  it('gives the refusal back when it has nothing to answer', async () => {
    const { seen, send } = createServer('Basic realm="x"', 'never');
    expect((await createAuthorizedSend(send, anonymous)(request)).status).toBe(401);
    expect(seen).toHaveLength(1);
  });
});
