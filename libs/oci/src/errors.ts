import { AppError, type ContextOf, type ErrorTable } from '@todo/errors';

interface Registry {
  /** Host and port of the registry: `localhost:5001`. */
  readonly registry: string;
}

const codes = {
  REFERENCE_INVALID: {
    title: 'A text is not an image reference',
    message: ({ reference, why }: { reference: string; why: string }) =>
      `Image reference "${reference}": ${why}`,
    hint: () => 'write it as [REGISTRY/]REPOSITORY[:TAG][@sha256:DIGEST], in lower case',
    exitCode: 70,
  },
  REGISTRY_UNREACHABLE: {
    title: 'A registry does not answer',
    message: ({ registry, why }: Registry & { why: string }) => `Registry ${registry}: not reachable, ${why}`,
    hint: ({ registry }: Registry) =>
      `check that a registry runs at ${registry} (\`npm start\` starts the local one)`,
    exitCode: 71,
  },
  REGISTRY_TIMED_OUT: {
    title: 'A registry answers too slowly',
    message: ({ registry, action, timeoutMs }: Registry & { action: string; timeoutMs: number }) =>
      `Registry ${registry}: no answer to ${action} within ${timeoutMs / 1000} s`,
    hint: ({ registry }: Registry) => `check the load of ${registry} and the network to it, then try again`,
    exitCode: 72,
  },
  REGISTRY_DENIED: {
    title: 'A registry refuses access',
    message: ({ registry, action, status }: Registry & { action: string; status: number }) =>
      `Registry ${registry}: ${action} denied with HTTP ${status}`,
    hint: ({ registry }: Registry) => `log in with \`docker login ${registry}\` as a user who may do this`,
    exitCode: 73,
  },
  REGISTRY_REFUSED: {
    title: 'A registry refuses a request',
    message: ({ registry, action, why }: Registry & { action: string; why: string }) =>
      `Registry ${registry}: ${action} failed, ${why}`,
    hint: ({ registry }: Registry) => `look into the log of the registry ${registry}`,
    exitCode: 74,
  },
  IMAGE_NOT_FOUND: {
    title: 'A registry has no such image',
    message: ({ reference }: { reference: string }) => `Image ${reference}: its registry has no such image`,
    hint: ({ reference }: { reference: string }) => `check the repository and the tag of ${reference}`,
    exitCode: 75,
  },
  PLATFORM_NOT_FOUND: {
    title: 'An image does not exist for a platform',
    message: ({ reference, platform, offered }: { reference: string; platform: string; offered: string }) =>
      `Image ${reference}: not made for ${platform}, only for ${offered}`,
    hint: ({ platform }: { platform: string }) => `name an image that is made for ${platform}`,
    exitCode: 76,
  },
  CONTENT_CORRUPT: {
    title: 'Content does not match its digest',
    message: ({ what, why }: { what: string; why: string }) => `${what}: ${why}`,
    hint: () => 'delete the image from its registry and push it again',
    exitCode: 77,
  },
  LAYER_FILE_UNREADABLE: {
    title: 'A file cannot be put into a layer',
    message: ({ file, why }: { file: string; why: string }) =>
      `File ${file}: it cannot be put into a layer, ${why}`,
    hint: () => 'let what writes the file finish, check who may read it, then try again',
    exitCode: 78,
  },
  LAYER_NOT_WRITTEN: {
    title: 'A layer cannot be written',
    message: ({ file, why }: { file: string; why: string }) => `Layer ${file}: it cannot be written, ${why}`,
    hint: () => 'make room in the folder for temporary files, or name another one in TMPDIR',
    exitCode: 79,
  },
} as const satisfies ErrorTable;

export type OciErrorCode = keyof typeof codes;

/** An expected failure of a registry, an image reference or a layer. */
export class OciError<Code extends OciErrorCode = OciErrorCode> extends AppError {
  declare readonly code: OciErrorCode;

  constructor(code: Code, context: ContextOf<typeof codes, Code>, cause?: unknown) {
    super(codes, code, { context, cause });
  }
}
