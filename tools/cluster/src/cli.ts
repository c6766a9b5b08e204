#!/usr/bin/env node
import { AppError } from '@todo/errors';
import { parseCommandLine, type CliOptions } from './cli-options.ts';
import { clusterStatus, ensureCluster, removeCluster, type ClusterOptions } from './cluster.ts';
import { removeConnection, writeConnection } from './connection-file.ts';
import { readEnv, type Env } from './env.ts';
import { ClusterError } from './errors.ts';
import { helpText } from './help.ts';
import { phaseLine } from './progress.ts';
import { freeMibMin } from './providers/native/preconditions.ts';
import { makePrograms } from './providers/native/software/make-programs.ts';
import { formatCluster, formatStatus } from './report.ts';

const bugExitCode = 70;

process.exitCode = await main(process.argv.slice(2));

/** Runs one command and gives its exit code. Progress goes to stderr where stdout is asked for JSON. */
async function main(args: readonly string[]): Promise<number> {
  const cancel = new AbortController();
  // Whoever reads may stop reading; the work goes on.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => cancel.abort());
  let json = args.includes('--json');
  try {
    const options = parseCommandLine(args);
    json = options.json;
    return await run(options, readEnv(), cancel.signal);
  } catch (error) {
    return reportError(translate(error, cancel.signal), json);
  }
}

async function run(options: CliOptions, env: Env, signal: AbortSignal): Promise<number> {
  const progress = (line: string) => (options.json ? process.stderr : process.stdout).write(`${line}\n`);
  const target: ClusterOptions = { name: options.name, env, progress, signal, existing: options.existing };
  switch (options.command) {
    case 'help':
      process.stdout.write(helpText);
      return 0;
    case 'up':
      return up(target, options.json);
    case 'down':
      await removeCluster(target, { purge: options.purge });
      removeConnection(env.connectionFile, { name: options.name, provider: 'native' });
      return 0;
    case 'status':
      return status(target, options.json);
    case 'kubeconfig':
      return kubeconfig(target);
    case 'programs':
      await makePrograms({ env, progress, signal, check: options.check });
      return 0;
    default:
      return options.command satisfies never;
  }
}

async function up(target: ClusterOptions, json: boolean): Promise<number> {
  const startedAt = performance.now();
  const cluster = await ensureCluster(target);
  writeConnection(target.env.connectionFile, cluster);
  target.progress(phaseLine('cluster', `${cluster.name} is up`, performance.now() - startedAt));
  print(json ? JSON.stringify(cluster) : formatCluster(cluster));
  return 0;
}

async function status(target: ClusterOptions, json: boolean): Promise<number> {
  const report = await clusterStatus(target);
  print(json ? JSON.stringify(report) : formatStatus(report));
  if (report.state === 'running') return 0;
  throw new ClusterError('CLUSTER_NOT_RUNNING', { name: report.name, state: report.state });
}

/** The path is the last line, so that `tail -n 1` of a longer output is it. */
async function kubeconfig(target: ClusterOptions): Promise<number> {
  const { cluster, name, state } = await clusterStatus(target);
  if (!cluster) throw new ClusterError('CLUSTER_NOT_RUNNING', { name, state });
  print(cluster.kubeconfig);
  return 0;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** What a cancelled or a full disk's operation throws, as this tool's own error. */
function translate(error: unknown, signal: AbortSignal): unknown {
  if (error instanceof AppError) return error;
  if (signal.aborted) return new ClusterError('CANCELLED', { left: 'nothing was started' }, error);
  const { code, path } = error as NodeJS.ErrnoException;
  if (code !== 'ENOSPC') return error;
  return new ClusterError(
    'DISK_FULL',
    { folder: path ?? 'the cluster', freeMib: 0, neededMib: freeMibMin },
    error,
  );
}

function reportError(error: unknown, json: boolean): number {
  if (!(error instanceof AppError)) {
    const stack = error instanceof Error ? error.stack : String(error);
    process.stderr.write(`This is a bug of the cluster tool; please report it with these lines:\n${stack}\n`);
    return bugExitCode;
  }
  const { code, message, hint, exitCode } = error;
  process.stderr.write(
    json
      ? `${JSON.stringify({ error: { code, message, hint } })}\n`
      : `${code}  ${message}\n  Next: ${hint}\n`,
  );
  return exitCode;
}
