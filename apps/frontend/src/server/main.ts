// Starts the built app. Next.js's own start script would do, but for two things that proxies in front of it need:
// connections must outlive the proxy's idle time, and SIGTERM must not cut or refuse a request (see drain.ts).
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { listenAddress, setNextConfiguration } from '../env.ts';
import { drain } from './drain.ts';

// Envoy keeps an idle connection to us for an hour. The side that closes first must be the proxy: were it this server,
// a request already on its way would be lost.
const keepAliveTimeoutMs = 3_700_000;
const drainOptions = { acceptMs: 1500, deadlineMs: 20_000 } as const;

const folder = import.meta.dirname;
const manifest = JSON.parse(readFileSync(join(folder, '.next/required-server-files.json'), 'utf8')) as {
  config: unknown;
};
setNextConfiguration(JSON.stringify(manifest.config));

// Next.js reads its configuration when it is loaded, hence no static import.
const { default: next } = await import('next');
const app = next({ dev: false, dir: folder, hostname: listenAddress.host, port: listenAddress.port });
await app.prepare();
const handle = app.getRequestHandler();

const server = createServer((request, response) => void handle(request, response));
server.keepAliveTimeout = keepAliveTimeoutMs;
server.on('error', (error) => {
  console.error(`Server: not listening on ${listenAddress.host}:${listenAddress.port}; ${error.message}`);
  process.exit(1);
});
server.listen(listenAddress.port, listenAddress.host, () => {
  console.log(`Listening on ${listenAddress.host}:${listenAddress.port}`);
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void shutDown(signal));

async function shutDown(signal: string): Promise<void> {
  console.log(`${signal}: no new connections after ${drainOptions.acceptMs} ms`);
  await drain(server, drainOptions);
  process.exit(0);
}
