import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { ApiError, toDeployError } from './api-error.ts';
import { textAt } from './kubernetes-object.ts';
import { LogCursor } from './log-cursor.ts';
import { retryDelayMs } from './retry.ts';
import { textLines } from './text-lines.ts';
import type { ApiRequest, Transport } from './transport.ts';

export interface LogLine {
  /** When it was written, RFC 3339 with nanoseconds. */
  readonly time: string;
  readonly text: string;
}

export interface LogRequest {
  readonly container: string;
  /** The log of the container that ran before the present one. */
  readonly previous?: boolean;
  /** Go on until the container ends. */
  readonly follow?: boolean;
  /** Only so many of the lines that are there already. */
  readonly tailLines?: number | undefined;
  /** Only lines that are no older. */
  readonly sinceSeconds?: number | undefined;
  /** What was read before, of this container or of the ones that ran before it; knows what is read here afterwards. */
  readonly cursor?: LogCursor;
  readonly signal: AbortSignal;
}

/** A log that is silent for so long is asked for anew: nothing else tells a quiet container from a dead connection. */
const silenceMs = 120_000;

/**
 * The lines of a container's log, over any number of connections, none lost and none doubled. Ends with the log, with the
 * signal, and where there is no such container, or none that ran yet. Lines are read only as fast as they are taken.
 *
 * @param path of the pod
 * @throws DeployError when the log cannot be read for good
 */
export async function* readLog(transport: Transport, path: string, log: LogRequest): AsyncGenerator<LogLine> {
  const { cursor = new LogCursor(), signal } = log;
  let isOpened = false;
  for (let failures = 0; !signal.aborted;) {
    const isNew = cursor.reopen();
    try {
      const response = await transport.stream(logRequest(path, { ...log, cursor }, isOpened), silenceMs);
      isOpened = true;
      yield* newLines(response, (time) => {
        failures = 0;
        return isNew(time);
      });
      return;
    } catch (error) {
      if (signal.aborted || isAbsent(error)) return;
      failures = isSilence(error) ? 0 : failures + 1;
      await pause(error, { attempt: failures, transport, signal });
    }
  }
}

/** What was read before needs no other bound; a log that was opened and had no line yet has none that is old. */
function logRequest(
  path: string,
  log: LogRequest & { readonly cursor: LogCursor },
  isOpened: boolean,
): ApiRequest {
  const { container, previous, follow, tailLines, sinceSeconds, cursor, signal } = log;
  const { sinceTime } = cursor;
  const isFirst = sinceTime === undefined && !isOpened;
  const bounds = isFirst
    ? { tailLines: decimal(tailLines), sinceSeconds: decimal(sinceSeconds) }
    : { sinceTime };
  const query = {
    container,
    timestamps: 'true',
    previous: previous ? 'true' : undefined,
    follow: follow ? 'true' : undefined,
    ...bounds,
  };
  return { method: 'GET', path: `${path}/log`, query, accept: '*/*', isLasting: true, signal };
}

function decimal(value: number | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}

/** Lines without a timestamp are none of the container: the node says in them why there are no more. */
async function* newLines(
  response: IncomingMessage,
  isNew: (time: string) => boolean,
): AsyncGenerator<LogLine> {
  try {
    for await (const line of textLines(response)) {
      const [, time, text = ''] = timed.exec(line) ?? [];
      if (time !== undefined && isNew(time)) yield { time, text };
    }
  } finally {
    response.destroy();
  }
}

const timed = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+\S*) ?(.*)$/s;

/** The pod is gone, or its container did not start yet, or there is none before it. */
function isAbsent(error: unknown): boolean {
  return error instanceof ApiError && [400, 404].includes(error.status);
}

function isSilence(error: unknown): boolean {
  return textAt(error, 'code') === 'REQUEST_TIMEOUT';
}

/** Waits before the next connection; rethrows what no waiting mends. What a node answers instead of a log may pass. */
async function pause(
  error: unknown,
  { attempt, transport, signal }: { attempt: number; transport: Transport; signal: AbortSignal },
): Promise<void> {
  const failure = ApiError.failureOf(error);
  const isOfNode = failure?.kind === 'answer' && failure.status >= 500;
  const waitMs = failure && retryDelayMs(isOfNode ? { ...failure, status: 503 } : failure, attempt);
  if (waitMs === undefined || attempt > attemptsMax) throw toDeployError(error, transport);
  await delay(waitMs, undefined, { signal }).catch(() => undefined);
}

const attemptsMax = 20;
