import type { ErrorTable } from '@todo/errors';

interface Place {
  /** Path from the workspace. */
  readonly dockerfile: string;
  readonly line: number;
}

const at = ({ dockerfile, line }: Place) => `${dockerfile}:${line}`;

/** What making and publishing an image can end with; the registry's own failures are those of `@todo/oci`. */
export const imageErrors = {
  DOCKERFILE_NOT_FOUND: {
    title: 'A Dockerfile is missing',
    message: ({ dockerfile, unit }: { dockerfile: string; unit?: string }) =>
      `Dockerfile ${dockerfile}${unit === undefined ? '' : ` of ${unit}`}: no such file`,
    hint: ({ dockerfile, unit }: { dockerfile: string; unit?: string }) =>
      unit === undefined
        ? 'name a file that is there'
        : `write ${dockerfile}, or name another file in the options of docker-build`,
    exitCode: 50,
  },
  DOCKERFILE_INVALID: {
    title: 'A Dockerfile cannot be understood',
    message: ({ why, ...place }: Place & { why: string }) => `${at(place)}: ${why}`,
    hint: (place: Place) => `correct ${at(place)}`,
    exitCode: 51,
  },
  COPY_SOURCE_NOT_FOUND: {
    title: 'COPY names a file that is not there',
    message: ({ source, context, why, ...place }: Place & { source: string; context: string; why: string }) =>
      `${at(place)}: COPY ${source}: ${why} in ${context}`,
    hint: ({ source, context, ...place }: Place & { source: string; context: string }) =>
      `let the build make ${context}/${source}, or correct ${at(place)}`,
    exitCode: 52,
  },
  COPY_SOURCE_OUTSIDE: {
    title: 'COPY names a file outside of the build context',
    message: ({ source, context, ...place }: Place & { source: string; context: string }) =>
      `${at(place)}: COPY ${source}: outside of the build context ${context}`,
    hint: ({ context }: { context: string }) => `let the build copy the file into ${context} first`,
    exitCode: 53,
  },
  IMAGE_USER_UNKNOWN: {
    title: 'A user or group does not exist in the base image',
    message: ({ name, file, ...place }: Place & { name: string; file: string }) =>
      `${at(place)}: "${name}" is not in ${file} of the base image`,
    hint: (place: Place) => `write a numeric id in ${at(place)}`,
    exitCode: 54,
  },
  BASE_IMAGE_UNAVAILABLE: {
    title: 'A base image cannot be read',
    message: ({ reference, why, ...place }: Place & { reference: string; why: string }) =>
      `${at(place)}: base image ${reference} is not available: ${why}`,
    hint: () =>
      'check the name and the network, or run `npx nx run stand-ins:ensure` where no image registry can be reached',
    exitCode: 55,
  },
  DOCKER_ENGINE_MISSING: {
    title: 'An image needs a Docker engine and none answers',
    message: ({ what, why, ...place }: Place & { what: string; why: string }) =>
      `${at(place)}: ${what} needs a Docker engine, and ${why}`,
    hint: ({ what, ...place }: Place & { what: string }) =>
      `start Docker, or do without ${what} at ${at(place)}: let the project's build make the files and COPY them`,
    exitCode: 56,
  },
  DOCKER_BUILD_FAILED: {
    title: 'docker could not build or push an image',
    message: ({ dockerfile, command, lastLine }: { dockerfile: string; command: string; lastLine: string }) =>
      `${dockerfile}: ${command} failed: ${lastLine}`,
    hint: ({ dockerfile }: { dockerfile: string }) => `read docker's output above and correct ${dockerfile}`,
    exitCode: 57,
  },
  DOCKERFILE_QUESTIONABLE: {
    title: 'A Dockerfile breaks rules of BuildKit or hadolint',
    message: ({ dockerfiles, findings }: { dockerfiles: readonly string[]; findings: number }) =>
      `${dockerfiles.join(', ')}: ${findings} ${findings === 1 ? 'finding' : 'findings'}; nothing was changed`,
    hint: () =>
      'do what each finding advises, or let the file say that it is meant: # hadolint ignore=RULE, # check=skip=RULE',
    exitCode: 58,
  },
} as const satisfies ErrorTable;
