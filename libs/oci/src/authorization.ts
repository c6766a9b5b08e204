import type { CredentialStore, Credentials } from './docker-credentials.ts';
import { OciError } from './errors.ts';
import type { RegistryRequest, Send } from './transport.ts';

interface Challenge {
  readonly scheme: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** A request, and what it needs to be allowed: `repository:todo/backend:pull,push`. */
export interface ScopedRequest extends RegistryRequest {
  readonly scopes: readonly string[];
}

/**
 * Adds authorization to what `send` sends: asks without first, answers the registry's challenge with a bearer token
 * (anonymous where no credentials are known; distribution, "Token Authentication") or HTTP basic, and keeps the answer
 * for later requests of the same scopes.
 */
export function createAuthorizedSend(send: Send, credentials: CredentialStore) {
  const known = new Map<string, string>();
  return async (request: ScopedRequest): Promise<Response> => {
    const key = [request.registry, ...request.scopes].join(' ');
    const response = await send(withAuthorization(request, known.get(key)));
    if (response.status !== 401) return response;
    const authorization = await answerChallenge(response, request, { send, credentials });
    if (authorization === undefined) return response;
    await response.body?.cancel();
    known.set(key, authorization);
    return send(withAuthorization(request, authorization));
  };
}

function withAuthorization(request: ScopedRequest, authorization?: string): RegistryRequest {
  return authorization === undefined
    ? request
    : { ...request, headers: { ...request.headers, authorization } };
}

async function answerChallenge(
  response: Response,
  request: ScopedRequest,
  { send, credentials }: { send: Send; credentials: CredentialStore },
): Promise<string | undefined> {
  const challenge = parseChallenge(response.headers.get('www-authenticate') ?? '');
  const account = await credentials(request.registry);
  if (challenge.scheme === 'basic') return account && basic(account);
  if (challenge.scheme !== 'bearer' || challenge.parameters['realm'] === undefined) return undefined;
  return `Bearer ${await fetchToken(challenge, request, { send, account })}`;
}

async function fetchToken(
  challenge: Challenge,
  request: ScopedRequest,
  { send, account }: { send: Send; account?: Credentials },
): Promise<string> {
  const target = tokenUrl(challenge, request.scopes);
  const { registry, signal } = request;
  const action = `asking ${target.host} for a token`;
  const headers = account && { authorization: basic(account) };
  const response = await send({ registry, target, action, method: 'GET', headers, signal });
  if (!response.ok) {
    await response.body?.cancel();
    throw new OciError('REGISTRY_DENIED', { registry, action, status: response.status });
  }
  const { token, access_token } = (await response.json()) as { token?: string; access_token?: string };
  return token ?? access_token ?? '';
}

function tokenUrl({ parameters }: Challenge, scopes: readonly string[]): URL {
  const url = new URL(parameters['realm'] ?? '');
  const { service, scope } = parameters;
  if (service !== undefined) url.searchParams.set('service', service);
  const wanted = scopes.length > 0 || scope === undefined ? scopes : [scope];
  for (const each of wanted) url.searchParams.append('scope', each);
  return url;
}

/** `Bearer realm="https://auth.example",service="example"` (RFC 9110, 11.6.1), the first challenge only. */
function parseChallenge(header: string): Challenge {
  const [, scheme = '', rest = ''] = /^(\S+)\s*(.*)$/.exec(header) ?? [];
  const pairs = [...rest.matchAll(/(\w+)=(?:"([^"]*)"|([^\s,]+))/g)];
  const parameters = Object.fromEntries(
    pairs.map(([, name = '', quoted, plain]) => [name.toLowerCase(), quoted ?? plain ?? '']),
  );
  return { scheme: scheme.toLowerCase(), parameters };
}

function basic({ username, password }: Credentials): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
