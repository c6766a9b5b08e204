import { serveStdio as serve } from '@modelcontextprotocol/server/stdio';
import { once } from 'node:events';
import { createServer, type ServerFacts } from './server.ts';

/** Serves one client over this process's own streams, until it closes them or the signal ends. */
export async function serveStdio(
  facts: ServerFacts,
  { onError, signal }: { readonly onError: (error: Error) => void; readonly signal: AbortSignal },
): Promise<void> {
  const handle = serve(() => createServer(facts), { onerror: onError });
  const ends = new AbortController();
  await Promise.race([
    once(process.stdin, 'end', { signal: ends.signal }),
    once(process.stdin, 'close', { signal: ends.signal }),
    signal.aborted ? undefined : once(signal, 'abort', { signal: ends.signal }),
  ]);
  ends.abort();
  await handle.close();
}
