import { AppError, type ContextOf, type ErrorTable } from '@todo/errors';

const codes = {
  USAGE: {
    title: 'The command line is not understood',
    message: ({ argument }: { argument: string }) => `${argument}: unknown argument`,
    hint: () => 'run it with --help',
    exitCode: 2,
  },
  CONNECTION_MISSING: {
    title: 'No cluster is known',
    message: ({ file }: { file: string }) => `Connection file ${file}: no such file`,
    hint: () => 'start a cluster with `npx nx run cluster:up`',
    exitCode: 80,
  },
  CONNECTION_INVALID: {
    title: 'The connection file is damaged',
    message: ({ file, why }: { file: string; why: string }) => `Connection file ${file}: ${why}`,
    hint: () => 'write it anew with `npx nx run cluster:up`',
    exitCode: 81,
  },
  PLATFORM_UNSUPPORTED: {
    title: 'Stand-ins cannot be made on this platform',
    message: ({ platform }: { platform: string }) =>
      `Stand-in images: made on linux/x64 only, and this machine is ${platform}`,
    hint: () => 'use a machine that reaches gcr.io and docker.io',
    exitCode: 82,
  },
  MATERIAL_MISSING: {
    title: 'What a stand-in is made from is missing',
    message: ({ what, image }: { what: string; image: string }) =>
      `Stand-in for ${image}: ${what} is missing`,
    hint: () =>
      'run `npm ci` on Debian 12 or a system with the same libraries, or use a network that reaches the image',
    exitCode: 83,
  },
} as const satisfies ErrorTable;

/** An expected failure of making or finding stand-in images. */
export class StandInError<Code extends keyof typeof codes = keyof typeof codes> extends AppError {
  constructor(code: Code, context: ContextOf<typeof codes, Code>, cause?: unknown) {
    super(codes, code, { context, cause });
  }
}
