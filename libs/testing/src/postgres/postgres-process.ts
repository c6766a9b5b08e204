import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { TestingError } from '../errors.ts';
import { postgresPrograms } from './postgres-programs.ts';
import { spawnUnprivileged } from './spawn-unprivileged.ts';

export interface PostgresProcessOptions {
  readonly data: string;
  readonly port: number;
  /** Whether a confirmed write must survive the loss of the machine. */
  readonly isDurable: boolean;
}

/** One `postgres` process over a data folder: stopped and started any number of times. */
export class PostgresProcess {
  readonly #words: readonly string[];
  #child: ChildProcessWithoutNullStreams | undefined;

  constructor({ data, port, isDurable }: PostgresProcessOptions) {
    const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'log_min_messages=warning'];
    const unsafe = isDurable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];
    const options = [...settings, ...unsafe].flatMap((setting) => ['-c', setting]);
    this.#words = ['-D', data, '-p', String(port), ...options];
  }

  /**
   * Resolves once the server accepts connections; at once when it already does.
   *
   * @throws TestingError POSTGRES_NOT_STARTED with its last lines
   */
  async start(): Promise<void> {
    if (this.#child) return;
    const child = spawnUnprivileged(postgresPrograms().postgres, this.#words);
    this.#child = child;
    child.once('exit', () => (this.#child = undefined));
    child.stdout.resume();
    await becomesReady(child);
  }

  /** Resolves once the process has ended. Connections are cut; what was committed is kept. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (!child) return;
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    await ended;
  }
}

function becomesReady(child: ChildProcessWithoutNullStreams): Promise<void> {
  let lastLines = '';
  return new Promise((resolve, reject) => {
    child.stderr.on('data', (chunk: Buffer) => {
      lastLines = (lastLines + chunk.toString()).slice(-lastLinesMax);
      if (lastLines.includes('ready to accept connections')) resolve();
    });
    child.once('error', reject);
    child.once('close', () => {
      const reason = lastLines.trim() || 'it printed nothing';
      reject(new TestingError('POSTGRES_NOT_STARTED', { program: 'postgres', reason }));
    });
  });
}

const lastLinesMax = 2_000;
