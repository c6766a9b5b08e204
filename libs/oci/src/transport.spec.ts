import { describe, expect, it, jest } from '@jest/globals';
import { createTransport, registryUrl, type RegistryRequest } from './transport.ts';

const request: RegistryRequest = {
  registry: 'registry.example',
  target: 'todo/manifests/1',
  action: 'reading',
  method: 'GET',
};

const answers = (...given: (Response | Error)[]) =>
  jest.fn<typeof fetch>(() => {
    const next = given.shift();
    return next instanceof Response ? Promise.resolve(next) : Promise.reject(next ?? new Error('no more'));
  });

const status = (code: number, headers = {}) => new Response(null, { status: code, headers });
const broken = (code: string) =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });

describe('createTransport', () => {
  it.each([429, 500, 502, 503, 504])('tries again after %i, longer each time', async (code) => {
    const waits: number[] = [];
    const wait = (ms: number) => Promise.resolve(waits.push(ms));
    const send = createTransport({ fetch: answers(status(code), status(code), status(200)), wait });
    expect((await send(request)).status).toBe(200);
    expect(waits).toEqual([200, 400]);
  });

  it('waits as long as Retry-After says, and no longer than 20 s', async () => {
    const waits: number[] = [];
    const wait = (ms: number) => Promise.resolve(waits.push(ms));
    const first = status(429, { 'retry-after': '3' });
    const second = status(503, { 'retry-after': '3600' });
    await createTransport({ fetch: answers(first, second, status(200)), wait })(request);
    expect(waits).toEqual([3000, 20_000]);
  });

  it('gives the last answer after four attempts', async () => {
    const fetch = answers(status(503), status(503), status(503), status(503), status(200));
    const send = createTransport({ fetch, wait: () => Promise.resolve() });
    expect((await send(request)).status).toBe(503);
    expect(fetch).toHaveBeenCalledTimes(4);
  });

  it('does not repeat a refused request', async () => {
    const fetch = answers(status(404), status(200));
    expect((await createTransport({ fetch })(request)).status).toBe(404);
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it('makes the body anew for each attempt', async () => {
    const body = jest.fn(() => Uint8Array.from([1]));
    const fetch = answers(broken('ECONNRESET'), status(201));
    const send = createTransport({ fetch, wait: () => Promise.resolve() });
    await send({ ...request, method: 'PUT', body });
    expect(body).toHaveBeenCalledTimes(2);
  });

  it.each(['ECONNREFUSED', 'ENOTFOUND'])('says at once that nobody listens (%s)', async (code) => {
    const fetch = answers(broken(code), status(200));
    const sending = createTransport({ fetch })(request);
    await expect(sending).rejects.toMatchObject({
      code: 'REGISTRY_UNREACHABLE',
      message: `Registry registry.example: not reachable, ${code}`,
    });
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it('has a code of its own for a timeout', async () => {
    const fetch = ((_url, init) => {
      const signal = init?.signal;
      return new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason as Error));
      });
    }) as typeof globalThis.fetch;
    const sending = createTransport({ fetch })({ ...request, timeoutMs: 5 });
    await expect(sending).rejects.toMatchObject({
      code: 'REGISTRY_TIMED_OUT',
      message: 'Registry registry.example: no answer to reading within 0.005 s',
    });
  });

  it("throws the reason of the caller's signal", async () => {
    const reason = new Error('the user pressed Ctrl-C');
    const fetch = answers(broken('ECONNRESET'));
    const sending = createTransport({ fetch })({ ...request, signal: AbortSignal.abort(reason) });
    await expect(sending).rejects.toBe(reason);
  });
});

describe('registryUrl', () => {
  it.each([
    ['localhost:5001', 'http://localhost:5001/v2/'],
    ['127.0.0.1:5001', 'http://127.0.0.1:5001/v2/'],
    ['[::1]:5001', 'http://[::1]:5001/v2/'],
    ['localhost.example', 'https://localhost.example/v2/'],
    ['10.0.0.1:5000', 'https://10.0.0.1:5000/v2/'],
    ['docker.io', 'https://registry-1.docker.io/v2/'],
  ])('reaches %s at %s', (registry, url) => {
    expect(registryUrl(registry).href).toBe(url);
  });
});
