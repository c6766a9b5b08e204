import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { ApiError } from '../errors.ts';
import { type ConnectionFault, connectionFault } from './connection-fault.ts';

export interface ConnectOptions {
  readonly waitMs: number;
  readonly onProgress: (line: string) => void;
}

/**
 * Connects to a database that may come up later. What waiting cannot mend ends it at once.
 *
 * @throws ApiError DATABASE_REFUSED, and after `waitMs` DATABASE_HOST_UNKNOWN or DATABASE_UNREACHABLE
 */
export async function connectWhenReachable(
  url: string,
  { waitMs, onProgress }: ConnectOptions,
): Promise<Client> {
  const startedAt = performance.now();
  let saidAt = -Infinity;
  for (;;) {
    const attempt = await connect(url);
    if ('client' in attempt) return attempt.client;
    const { fault, error } = attempt;
    if (fault.kind === 'login-refused')
      throw new ApiError('DATABASE_REFUSED', { reason: fault.reason }, error);
    const waitedMs = performance.now() - startedAt;
    if (waitedMs >= waitMs) throw gaveUp(fault, { waitMs, error });
    if (waitedMs - saidAt >= progressIntervalMs) {
      saidAt = waitedMs;
      onProgress(
        `database  ${fault.reason}; waiting since ${toSeconds(waitedMs)} s of ${toSeconds(waitMs)} s`,
      );
    }
    await sleep(Math.min(retryIntervalMs, waitMs - waitedMs));
  }
}

const progressIntervalMs = 5_000;
const retryIntervalMs = 250;
const attemptTimeoutMs = 5_000;

type Attempt = { readonly client: Client } | { readonly fault: ConnectionFault; readonly error: unknown };

async function connect(url: string): Promise<Attempt> {
  const client = new Client({
    connectionString: url,
    application_name: 'todo-migrate',
    connectionTimeoutMillis: attemptTimeoutMs,
    keepAlive: true,
  });
  // A connection that breaks rejects the query under way, and the next one: enough to know.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return { client };
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown error';
    return { error, fault: connectionFault(error) ?? { kind: 'login-refused', reason } };
  }
}

function gaveUp(fault: ConnectionFault, { waitMs, error }: { waitMs: number; error: unknown }): ApiError {
  const seconds = toSeconds(waitMs);
  if (fault.kind === 'host-unknown') return new ApiError('DATABASE_HOST_UNKNOWN', { seconds }, error);
  return new ApiError('DATABASE_UNREACHABLE', { seconds, reason: fault.reason }, error);
}

function toSeconds(milliseconds: number): number {
  return Math.round(milliseconds / 1000);
}
