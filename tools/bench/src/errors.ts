import { AppError, type ContextOf, type ErrorTable } from '@todo/errors';

const codes = {
  USAGE: {
    title: 'The command line is not understood',
    message: ({ argument, reason }: { argument: string; reason: string }) => `${argument}: ${reason}`,
    hint: () => 'run it with --help',
    exitCode: 2,
  },
  CONNECTION_MISSING: {
    title: 'No cluster is known',
    message: ({ file }: { file: string }) => `Connection file ${file}: it cannot be read`,
    hint: () => 'start a cluster with `npx nx run cluster:up`',
    exitCode: 80,
  },
  COMMAND_FAILED: {
    title: 'A command that was to be measured failed',
    message: ({ command, exitCode, lastLines }: { command: string; exitCode: number; lastLines: string }) =>
      `${command}: exit code ${exitCode}; ${lastLines}`,
    hint: () => 'run the command by hand, and the benchmark again when it works',
    exitCode: 81,
  },
  STATE_MISSED: {
    title: 'The cluster did not show what was to be measured',
    message: ({ what, where, afterMs }: { what: string; where: string; afterMs: number }) =>
      `Namespace ${where}: ${what} did not appear within ${afterMs / 1000} s`,
    hint: () => 'see whether the cluster is healthy, and run the scenario again alone',
    exitCode: 82,
  },
} as const satisfies ErrorTable;

/** An expected failure of the benchmark. */
export class BenchError<Code extends keyof typeof codes = keyof typeof codes> extends AppError {
  constructor(code: Code, context: ContextOf<typeof codes, Code>, cause?: unknown) {
    super(codes, code, { context, cause });
  }
}
