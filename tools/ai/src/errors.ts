import { AppError, type ContextOf, type ErrorTable } from '@todo/errors';

export const aiErrors = {
  USAGE: {
    title: 'The command line is not understood',
    message: ({ word, known }: { word: string; known: readonly string[] }) =>
      `${word || 'nothing'}: is not known here; known are ${known.join(', ')}`,
    hint: () => 'node tools/ai/src/cli.ts --help',
    exitCode: 2,
  },
  CONNECTION_MISSING: {
    title: 'No cluster is known',
    message: ({ file }: { file: string }) => `Connection file ${file}: no such file; nothing was started`,
    hint: () => 'npm start, or name another file in TODO_CLUSTER_FILE',
    exitCode: 10,
  },
  CONNECTION_INVALID: {
    title: 'The connection to the cluster cannot be used',
    message: ({ file, why }: { file: string; why: string }) => `${file}: ${why}; nothing was started`,
    hint: () => 'npm start, which writes it anew',
    exitCode: 11,
  },
  KUBECTL_AI_MISSING: {
    title: 'kubectl-ai is not installed',
    message: () => 'kubectl-ai: there is no such program on the PATH; nothing was started',
    hint: () =>
      'kubectl krew install ai, or take a release of github.com/GoogleCloudPlatform/kubectl-ai, and put kubectl-ai on the PATH',
    exitCode: 12,
  },
  GORDON_MISSING: {
    title: 'Gordon is not there',
    message: ({ missing, commands }: { missing: string; commands: readonly string[] }) =>
      `${missing}: does not answer, so nothing was set up; what would have run is ${commands.join(' && ')}`,
    hint: () =>
      'start Docker Desktop 4.61 or newer, sign in, turn on Gordon and the MCP Toolkit, and run it again',
    exitCode: 13,
  },
  COMMAND_FAILED: {
    title: 'A command of Docker failed',
    message: ({ command, exitCode }: { command: string; exitCode: number }) =>
      `${command}: ended with exit code ${exitCode}, for the reason above; the commands behind it were not run`,
    hint: ({ command }: { command: string; exitCode: number }) => `correct what it says, and run ${command}`,
    exitCode: 14,
  },
  WRITE_REFUSED: {
    title: 'Only what reads is allowed here',
    message: ({ words }: { words: string }) => `todo-deploy ${words}: is not among what may be read here`,
    hint: () => 'use a tool of the server todo-deploy mcp, whose writes take the hash of a plan',
    exitCode: 15,
  },
} as const satisfies ErrorTable;

type AiErrorCode = keyof typeof aiErrors;

/** An expected failure of starting an AI tool. */
export class AiError<Code extends AiErrorCode = AiErrorCode> extends AppError {
  constructor(code: Code, context: ContextOf<typeof aiErrors, Code>, cause?: unknown) {
    super(aiErrors, code, { context, cause });
  }
}
