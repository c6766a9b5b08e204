// Starts the built app. Next.js's own start script would do, but for what is added here: connections that outlive the
// idle time of the proxy in front, a shutdown that neither cuts nor refuses a request (see drain.ts), and the headers
// that name the page's scripts by their hashes, which are known only once it is built.
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { listenAddress, setNextConfiguration } from '../env.ts';
import { drain } from './drain.ts';
import { securityHeaders, strictTransportSecurity } from './security-headers.ts';

// Envoy keeps an idle connection to us for an hour. The side that closes first must be the proxy: were it this server,
// a request already on its way would be lost.
const keepAliveTimeoutMs = 3_700_000;
const drainOptions = { acceptMs: 1500, deadlineMs: 20_000 } as const;

const folder = import.meta.dirname;
const { config } = readJson<{ config: unknown }>('.next/required-server-files.json');
setNextConfiguration(JSON.stringify(config));

// Next.js reads its configuration when it is loaded, hence no static import.
const { default: next } = await import('next');
const app = next({ dev: false, dir: folder, hostname: listenAddress.host, port: listenAddress.port });
await app.prepare();
const handle = app.getRequestHandler();
const headers = Object.entries(securityHeaders(readJson<readonly string[]>('script-hashes.json')));

const server = createServer(answer);
server.keepAliveTimeout = keepAliveTimeoutMs;
server.on('error', (error) => {
  console.error(`Server: not listening on ${listenAddress.host}:${listenAddress.port}; ${error.message}`);
  process.exit(1);
});
server.listen(listenAddress.port, listenAddress.host, () => {
  console.log(`Listening on ${listenAddress.host}:${listenAddress.port}`);
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void shutDown(signal));

function answer(request: IncomingMessage, response: ServerResponse): void {
  for (const [name, value] of headers) response.setHeader(name, value);
  const transport = strictTransportSecurity(request.headers);
  if (transport) response.setHeader('strict-transport-security', transport);
  // The page is asked for again each time, and names its scripts by their content: those are kept for good.
  if (isPage(request.url)) response.setHeader('cache-control', 'no-cache');
  if (request.method === 'GET' || request.method === 'HEAD') void handle(request, response);
  else response.writeHead(405, { allow: 'GET, HEAD' }).end();
}

function isPage(url = '/'): boolean {
  return !url.startsWith('/_next/') && url !== '/healthz';
}

async function shutDown(signal: string): Promise<void> {
  console.log(`${signal}: no new connections after ${drainOptions.acceptMs} ms`);
  await drain(server, drainOptions);
  process.exit(0);
}

function readJson<Content>(path: string): Content {
  return JSON.parse(readFileSync(join(folder, path), 'utf8')) as Content;
}
