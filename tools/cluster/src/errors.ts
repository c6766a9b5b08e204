import { AppError, type ContextOf, type ErrorTable } from '@todo/errors';

/** Every expected failure of this tool. Exit codes are part of its interface: they never change their meaning. */
export const clusterErrors = {
  USAGE: {
    title: 'The command line is wrong',
    message: ({ problem }: { problem: string }) => `Command line: ${problem}`,
    hint: () => 'run the same command with --help to see its options and examples',
    exitCode: 2,
  },
  NOT_ROOT: {
    title: 'A native cluster needs root',
    message: ({ name }: { name: string }) =>
      `Cluster ${name}: the native provider needs root for network namespaces and mounts, and this user is not root`,
    hint: () =>
      'run the command as root, or name a cluster you have: --provider existing --kubeconfig FILE --context NAME --registry HOST:PORT --address URL',
    exitCode: 10,
  },
  PLATFORM_UNSUPPORTED: {
    title: 'This platform cannot run a native cluster',
    message: ({ platform, problem }: { platform: string; problem: string }) =>
      `Platform ${platform}: ${problem}`,
    hint: () => 'use --provider existing with a cluster you have',
    exitCode: 11,
  },
  CONTEXT_UNKNOWN: {
    title: 'The kubeconfig has no such context',
    message: ({
      context,
      kubeconfig,
      known,
    }: {
      context: string;
      kubeconfig: string;
      known: readonly string[];
    }) =>
      `Context ${context}: ${kubeconfig} does not hold it; it holds ${known.length > 0 ? known.join(', ') : 'none'}`,
    hint: () => 'name one of these contexts with --context',
    exitCode: 12,
  },
  KUBECONFIG_UNREADABLE: {
    title: 'The kubeconfig cannot be read',
    message: ({ kubeconfig, problem }: { kubeconfig: string; problem: string }) =>
      `Kubeconfig ${kubeconfig}: ${problem}`,
    hint: () => 'name a readable kubeconfig file with --kubeconfig',
    exitCode: 13,
  },
  ENDPOINT_UNREACHABLE: {
    title: 'A part of the existing cluster does not answer',
    message: ({ part, url, problem }: { part: string; url: string; problem: string }) =>
      `${part} ${url}: no answer (${problem}); the cluster was not changed`,
    hint: ({ part }: { part: string; url: string; problem: string }) =>
      `check that the ${part.toLowerCase()} runs and can be reached from this machine`,
    exitCode: 14,
  },
  PROGRAM_CHECKSUM_WRONG: {
    title: 'A program is not the one that the manifest names',
    message: ({ file, expected, actual }: { file: string; expected: string; actual: string }) =>
      `Program ${file}: its SHA-256 is ${actual}, the manifest says ${expected}; nothing was run`,
    hint: () =>
      'restore the file from git, or delete it and run `npx nx run cluster:programs` to build it from its sources',
    exitCode: 20,
  },
  GO_MISSING: {
    title: 'Go is not installed',
    message: ({ version }: { version: string }) =>
      `Go: the cluster's programs have to be built here, and no \`go\` is on PATH (${version} or newer is needed)`,
    hint: ({ version }: { version: string }) => `install Go ${version} and run the same command again`,
    exitCode: 21,
  },
  GO_TOO_OLD: {
    title: 'Go is too old',
    message: ({ found, version }: { found: string; version: string }) =>
      `Go: ${found} is installed, and building the cluster's programs needs ${version} or newer`,
    hint: ({ version }: { found: string; version: string }) =>
      `install Go ${version} and run the same command again`,
    exitCode: 22,
  },
  PROGRAM_BUILD_FAILED: {
    title: 'A program could not be built',
    message: ({ program, lastLines }: { program: string; lastLines: string }) =>
      `Program ${program}: go build failed: ${lastLines}`,
    hint: () => 'mend what the last lines name (often the network), then run the same command again',
    exitCode: 23,
  },
  PROGRAMS_DIFFER: {
    title: 'A program built from source has other bits than the manifest names',
    message: ({ programs }: { programs: string }) => `Programs: built from source, these differ: ${programs}`,
    hint: () =>
      'do not trust the committed files; compare the Go version and the flags with manifest.json before anything else',
    exitCode: 24,
  },
  PACKAGES_MISSING: {
    title: 'Programs that the cluster needs are not installed',
    message: ({ programs, reason }: { programs: string; reason: string }) =>
      `Programs ${programs}: not installed, and not installed by this command because ${reason}`,
    hint: ({ command }: { programs: string; reason: string; command: string }) => `run: ${command}`,
    exitCode: 25,
  },
  PACKAGES_FAILED: {
    title: 'Debian packages could not be installed',
    message: ({ command, lastLines }: { command: string; lastLines: string }) =>
      `Packages: \`${command}\` failed: ${lastLines}; the cluster was not started`,
    hint: ({ command }: { command: string; lastLines: string }) =>
      `mend what it names (often the network or another running apt), then run the same command again, or \`${command}\` by hand`,
    exitCode: 26,
  },
  DOWNLOAD_FAILED: {
    title: 'A download failed',
    message: ({ what, lastLines }: { what: string; lastLines: string }) =>
      `${what}: the download failed: ${lastLines}`,
    hint: () => 'check the network and the proxy settings, then run the same command again',
    exitCode: 27,
  },
  PORT_TAKEN: {
    title: 'A port that the cluster needs is taken',
    message: ({ port, cluster, holder }: { port: number; cluster: string; holder: string }) =>
      `Port ${port} on 127.0.0.1: cluster ${cluster} needs it, and ${holder}; nothing was started`,
    hint: ({ port }: { port: number; cluster: string; holder: string }) =>
      `end what uses port ${port}, then run the same command again`,
    exitCode: 30,
  },
  SUBNETS_EXHAUSTED: {
    title: 'No free subnet or port is left for the cluster',
    message: ({ what }: { what: string }) => `Network: no free ${what} is left for another cluster`,
    hint: () => 'remove a cluster that is not needed: npx todo-cluster down --name NAME --purge',
    exitCode: 31,
  },
  DISK_FULL: {
    title: 'The disk is too full',
    message: ({ folder, freeMib, neededMib }: { folder: string; freeMib: number; neededMib: number }) =>
      `Disk of ${folder}: ${freeMib} MiB are free and ${neededMib} MiB are needed, or pods would be evicted at once; nothing was started`,
    hint: () => 'free some space, or name a folder on another disk with TODO_CLUSTER_DIR',
    exitCode: 32,
  },
  COMPONENT_DIED: {
    title: 'A part of the cluster ends again and again',
    message: ({ component, exit, lastLines }: { component: string; exit: string; lastLines: string }) =>
      `${component}: ended with ${exit} at every start; its last lines: ${lastLines}`,
    hint: ({ log }: { component: string; exit: string; lastLines: string; log: string }) => `read ${log}`,
    exitCode: 33,
  },
  NOT_READY_IN_TIME: {
    title: 'A part of the cluster was not ready in time',
    message: ({ parts, seconds }: { parts: string; seconds: number }) =>
      `Cluster: after ${seconds} s these parts are not ready: ${parts}`,
    hint: ({ log }: { parts: string; seconds: number; log: string }) => `read ${log}`,
    exitCode: 34,
  },
  SUPERVISOR_DIED: {
    title: 'The supervisor of the cluster ended',
    message: ({ lastLines }: { lastLines: string }) =>
      `Supervisor: it ended while the cluster was starting; its last lines: ${lastLines}`,
    hint: ({ log }: { lastLines: string; log: string }) => `read ${log}, then run the same command again`,
    exitCode: 35,
  },
  CLUSTER_ELSEWHERE: {
    title: 'A cluster of this name runs from another folder',
    message: ({ name, folder }: { name: string; folder: string }) =>
      `Cluster ${name}: one of this name runs already, with its data in ${folder}`,
    hint: ({ folder }: { name: string; folder: string }) =>
      `choose another --name, or set TODO_CLUSTER_DIR to the folder above ${folder}`,
    exitCode: 36,
  },
  CLUSTER_NOT_RUNNING: {
    title: 'The cluster does not run',
    message: ({ name, state }: { name: string; state: string }) => `Cluster ${name}: ${state}`,
    hint: ({ name }: { name: string; state: string }) => `start it: npx todo-cluster up --name ${name}`,
    exitCode: 37,
  },
  REMAINS_LEFT: {
    title: 'Something of the cluster could not be removed',
    message: ({ name, remains }: { name: string; remains: string }) =>
      `Cluster ${name}: stopped, but these remain: ${remains}`,
    hint: () => 'end what uses them (a shell inside the folder or the namespace?), then run `down` again',
    exitCode: 38,
  },
  COMMAND_FAILED: {
    title: 'A system command failed',
    message: ({ command, exit, lastLines }: { command: string; exit: string; lastLines: string }) =>
      `Command \`${command}\`: ended with ${exit}: ${lastLines}`,
    hint: () => 'mend what it names, then run the same command again',
    exitCode: 39,
  },
  FILE_INVALID: {
    title: 'A file of the cluster is not what this tool wrote',
    message: ({ file, problem }: { file: string; problem: string }) => `File ${file}: ${problem}`,
    hint: ({ file }: { file: string; problem: string }) => `delete ${file} and run the same command again`,
    exitCode: 40,
  },
  EXISTING_NOT_OURS: {
    title: 'An existing cluster is never removed',
    message: ({ name }: { name: string }) =>
      `Cluster ${name}: it is an existing one, which this tool never changes or removes`,
    hint: () => 'remove it with the tool that made it',
    exitCode: 41,
  },
  CANCELLED: {
    title: 'The command was cancelled',
    message: ({ left }: { left: string }) => `Cancelled: ${left}`,
    hint: () => 'run the same command again to go on',
    exitCode: 130,
  },
} as const satisfies ErrorTable;

export type ClusterErrorCode = keyof typeof clusterErrors;

/** An expected failure of the cluster tool. */
export class ClusterError<Code extends ClusterErrorCode = ClusterErrorCode> extends AppError {
  constructor(
    code: Code,
    context: ContextOf<typeof clusterErrors, Code> & HintContextOf<Code>,
    cause?: unknown,
  ) {
    super(clusterErrors, code, { context, cause });
  }
}

type HintContextOf<Code extends ClusterErrorCode> = (typeof clusterErrors)[Code]['hint'] extends (
  context: infer Context extends object,
) => string
  ? Context
  : unknown;
