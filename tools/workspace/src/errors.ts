import { AppError, type ContextOf, type ErrorTable } from '@todo/errors';

const workspaceErrors = {
  COMMAND_UNKNOWN: {
    title: 'Unknown command',
    message: ({ command, known }: { command: string; known: readonly string[] }) =>
      `${command}: no such command; there are ${known.join(', ')}`,
    hint: () => 'npm run, to see the root scripts',
    exitCode: 2,
  },
  OPTION_UNKNOWN: {
    title: 'Unknown option',
    message: ({ command, words }: { command: string; words: string }) =>
      `${command}: does not know "${words}"`,
    hint: ({ command }: { command: string; words: string }) => `${command} -- --help`,
    exitCode: 2,
  },
  BROWSER_MISSING: {
    title: 'No browser for the tests',
    message: () => 'Chromium: not found, and it can be installed only by root on Debian or Ubuntu',
    hint: () => 'apt-get install --no-install-recommends chromium',
    exitCode: 5,
  },
  PAGE_SILENT: {
    title: 'The page does not answer',
    message: ({ address, reason }: { address: string; reason: string }) =>
      `${address}: does not answer after the deploy (${reason}); the deploy itself is ready`,
    hint: () => 'npx todo-deploy status',
    exitCode: 6,
  },
} as const satisfies ErrorTable;

export type WorkspaceErrorCode = keyof typeof workspaceErrors;

/** An expected failure of a root script. */
export class WorkspaceError<Code extends WorkspaceErrorCode = WorkspaceErrorCode> extends AppError {
  constructor(code: Code, context: ContextOf<typeof workspaceErrors, Code>, cause?: unknown) {
    super(workspaceErrors, code, { context, cause });
  }
}
