import { type ScopedRequest, createAuthorizedSend } from './authorization.ts';
import { type BlobClient, createBlobClient } from './blob-client.ts';
import { type CredentialStore, dockerCredentials } from './docker-credentials.ts';
import { OciError } from './errors.ts';
import { type ManifestClient, createManifestClient } from './manifest-client.ts';
import { type TransportOptions, createTransport } from './transport.ts';

export interface RegistryClientOptions extends TransportOptions {
  /** Who to be where a registry asks; default: what `docker login` left. */
  readonly credentials?: CredentialStore;
}

/** Speaks the OCI distribution-spec to any number of registries. */
export interface RegistryClient extends ManifestClient, BlobClient {
  /** Whether a registry answers at all (`GET /v2/`), allowed or not; throws nothing but an aborted signal's reason. */
  answers(registry: string, options?: { timeoutMs?: number; signal?: AbortSignal }): Promise<boolean>;
}

/** Sends with authorization; statuses other than 2xx and 404 become errors. */
export type Exchange = (request: ScopedRequest) => Promise<Response>;

/**
 * A client that remembers tokens, retries what may pass, and times out.
 * Its methods throw OciError REGISTRY_UNREACHABLE, REGISTRY_TIMED_OUT, REGISTRY_DENIED, REGISTRY_REFUSED.
 */
export function createRegistryClient(options: RegistryClientOptions = {}): RegistryClient {
  const send = createTransport(options);
  const authorized = createAuthorizedSend(send, options.credentials ?? dockerCredentials());
  const exchange: Exchange = async (request) => check(await authorized(request), request);
  return {
    ...createManifestClient(exchange),
    ...createBlobClient(exchange),
    async answers(registry, { timeoutMs, signal } = {}) {
      try {
        const response = await createTransport({ ...options, attemptsMax: 1 })({
          registry,
          target: '',
          action: 'a greeting',
          method: 'GET',
          timeoutMs,
          signal,
        });
        await response.body?.cancel();
        return response.ok || response.status === 401;
      } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof OciError) return false;
        throw error;
      }
    },
  };
}

async function check(response: Response, { registry, action }: ScopedRequest): Promise<Response> {
  const { status } = response;
  if (response.ok || status === 404) return response;
  const why = await explain(response);
  if (status === 401 || status === 403) throw new OciError('REGISTRY_DENIED', { registry, action, status });
  throw new OciError('REGISTRY_REFUSED', { registry, action, why });
}

/** The distribution-spec's error body, `{errors: [{code, message}]}`, or the start of any other. */
async function explain(response: Response): Promise<string> {
  const text = (await response.text()).trim();
  const status = `HTTP ${response.status}`;
  try {
    const { errors = [] } = JSON.parse(text) as { errors?: { code?: string; message?: string }[] };
    const parts = errors.map(({ code, message }) => [code, message].filter(Boolean).join(': '));
    return [status, ...parts].join(', ');
  } catch {
    return text === '' ? status : `${status}, ${text.slice(0, 200)}`;
  }
}
