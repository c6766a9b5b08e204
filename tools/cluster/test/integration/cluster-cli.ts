import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { load } from 'js-yaml';
import { ApiClient } from '../../src/kubernetes/api-client.ts';
import { clusterLayout } from '../../src/providers/native/layout.ts';
import { readStatus, type ClusterStatus } from '../../src/providers/native/supervisor/cluster-status.ts';

const cli = join(import.meta.dirname, '../../src/cli.ts');

/** Clusters of the tests keep their data apart from all others, at the same place every time. */
export const clustersDir = '/var/tmp/todo-cluster-tests';
export const connectionFile = join(clustersDir, 'connection.json');

export interface CliResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliSettings {
  readonly env?: NodeJS.ProcessEnv;
  /** User to run as, who may read this clone wherever it lies, and write no more than others. */
  readonly uid?: number;
}

export type CliProcess = ChildProcessByStdio<null, Readable, Readable>;

/** Starts the command line program as a person would. */
export function startCli(args: readonly string[], { env, uid }: CliSettings = {}): CliProcess {
  const own = { TODO_CLUSTER_DIR: clustersDir, TODO_CLUSTER_FILE: connectionFile, NODE_OPTIONS: '' };
  const [program, ...words] = asUser(uid, [process.execPath, cli, ...args]);
  return spawn(program, words, {
    cwd: '/',
    env: { ...process.env, ...own, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function asUser(uid: number | undefined, command: [string, ...string[]]): [string, ...string[]] {
  if (uid === undefined) return command;
  const capabilities = ['inh', 'ambient'].map((set) => `--${set}-caps=-all,+dac_read_search`);
  return ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', ...capabilities, ...command];
}

/** Runs it to its end. */
export async function runCli(args: readonly string[], settings: CliSettings = {}): Promise<CliResult> {
  return resultOf(startCli(args, settings));
}

/** Runs it to its end, which has to be a good one, and gives what it printed. */
export async function succeed(...args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runCli(args);
  if (exitCode !== 0) throw new Error(`${args.join(' ')}: exit code ${exitCode}\n${stdout}${stderr}`);
  return stdout;
}

/** What a started one has printed at its end. */
export async function resultOf(child: CliProcess): Promise<CliResult> {
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { exitCode: await ended, stdout, stderr };
}

/** The status file of a cluster that has been started. */
export function statusOf(name: string): ClusterStatus {
  const status = readStatus(clusterLayout(clustersDir, name));
  if (!status) throw new Error(`Cluster ${name} has no status`);
  return status;
}

/** Process id of a component. */
export function pidOf(name: string, component: string): number {
  const step = statusOf(name).steps.find((one) => one.name === component);
  if (!step?.process) throw new Error(`${component} of ${name} has no process`);
  return step.process.pid;
}

interface KubeconfigFile {
  readonly clusters: readonly [{ cluster: { server: string; 'certificate-authority-data': string } }];
  readonly users: readonly [{ user: { 'client-certificate-data': string; 'client-key-data': string } }];
}

/** A client with what a kubeconfig written by `up` holds. */
export function clientOf(kubeconfig: string): ApiClient {
  const { clusters, users } = load(readFileSync(kubeconfig, 'utf8')) as KubeconfigFile;
  const [{ cluster }] = clusters;
  const [{ user }] = users;
  return new ApiClient({
    server: cluster.server,
    authority: decode(cluster['certificate-authority-data']),
    certificate: decode(user['client-certificate-data']),
    key: decode(user['client-key-data']),
  });
}

function decode(base64: string): string {
  return Buffer.from(base64, 'base64').toString('utf8');
}
