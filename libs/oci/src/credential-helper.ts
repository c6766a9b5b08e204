import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { Credentials } from './docker-credentials.ts';

const timeoutMs = 10_000;

/**
 * Asks a program of Docker's credential helper protocol (docker-credential-helpers, "get"): the server's name on stdin,
 * JSON on stdout. A helper that is missing, fails or knows no account counts as anonymous; the registry says the rest.
 */
export async function askCredentialHelper(name: string, server: string): Promise<Credentials | undefined> {
  const helper = spawn(`docker-credential-${name}`, ['get'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    signal: AbortSignal.timeout(timeoutMs),
  });
  const failed = new Promise<undefined>((resolve) => helper.once('error', () => resolve(undefined)));
  helper.stdin.once('error', () => undefined);
  helper.stdin.end(server);
  const answer = await Promise.race([text(helper.stdout), failed]);
  return answer === undefined ? undefined : parse(answer);
}

function parse(answer: string): Credentials | undefined {
  try {
    const { Username, Secret } = JSON.parse(answer) as { Username?: string; Secret?: string };
    return Username && Secret ? { username: Username, password: Secret } : undefined;
  } catch {
    return undefined;
  }
}
