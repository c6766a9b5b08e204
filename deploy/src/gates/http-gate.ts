import { setTimeout as delay } from 'node:timers/promises';
import { textAt } from '../cluster/kubernetes-object.ts';
import type { Gate } from './gate.ts';
import type { GateFailure, GateLimits } from './gate-failure.ts';

export type HttpGate = Extract<Gate, { kind: 'http' }>;

const pauseMs = 500;
const requestTimeoutMs = 10_000;
const bodyBytesMax = 1024 * 1024;
const evidenceCharactersMax = 500;

/** Asks an address until it answers as it should, or the time is over. */
export async function passHttpGate(
  gate: HttpGate,
  { timeoutMs, deadline, signal }: GateLimits,
): Promise<GateFailure | undefined> {
  const until = AbortSignal.any([signal, deadline]);
  let last: Answer = { detail: 'did not answer' };
  for (;;) {
    const answer = await ask(gate, until);
    if (answer === 'right') return undefined;
    // What the deadline cut short says less than the answer before it.
    if (!until.aborted) last = answer;
    await delay(pauseMs, undefined, { signal: until }).catch(() => undefined);
    signal.throwIfAborted();
    if (deadline.aborted) return failure(gate, last, timeoutMs);
  }
}

interface Answer {
  /** `answered 503`, `did not answer (ECONNREFUSED)`. */
  readonly detail: string;
  readonly body?: string;
}

async function ask({ url, status, text }: HttpGate, until: AbortSignal): Promise<Answer | 'right'> {
  const signal = AbortSignal.any([until, AbortSignal.timeout(requestTimeoutMs)]);
  try {
    const response = await fetch(url, { redirect: 'manual', signal });
    const body = await start(response);
    if (response.status !== status)
      return { detail: `answered ${response.status} instead of ${status}`, body };
    return text === undefined || body.includes(text)
      ? 'right'
      : { detail: `answered ${status} without the text ${JSON.stringify(text)}`, body };
  } catch (error) {
    return { detail: `did not answer (${reasonOf(error)})` };
  }
}

/** The body, as far as anybody would look for a text in it. */
async function start(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let body = '';
  for await (const chunk of response.body ?? []) {
    body += decoder.decode(chunk as Uint8Array, { stream: true });
    if (body.length > bodyBytesMax) break;
  }
  return body;
}

function reasonOf(error: unknown): string {
  return (
    textAt(error, 'cause', 'code') ?? textAt(error, 'cause', 'message') ?? textAt(error, 'message') ?? ''
  );
}

function failure({ url }: HttpGate, { detail, body }: Answer, timeoutMs: number): GateFailure {
  const lines = (body ?? '')
    .slice(0, evidenceCharactersMax)
    .split('\n')
    .filter((line) => line.trim() !== '');
  return {
    detail: `GET ${url} ${detail}, until ${timeoutMs / 1000} s were over`,
    evidence: lines.length > 0 ? ['the last answer began with:', ...lines.map((line) => `  ${line}`)] : [],
    advice: `curl -i ${url}`,
  };
}
