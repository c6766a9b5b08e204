import { DockerfileParser } from 'dockerfile-ast';
import { DeployError } from '../errors.ts';

/** One instruction as it is written, its variables not yet expanded. */
export interface Instruction {
  /** In upper case: `COPY`. */
  readonly keyword: string;
  /** Where it begins; the first line is 1. */
  readonly line: number;
  /** Leading `--name=value` words; undefined for a flag without a value. */
  readonly flags: ReadonlyMap<string, string | undefined>;
  /** What follows the keyword and the flags, with its lines joined and inner comments left out. */
  readonly text: string;
}

export interface Dockerfile {
  /** As messages name it: `apps/backend/Dockerfile`. */
  readonly name: string;
  readonly instructions: readonly Instruction[];
  /** The escape character: a backslash, unless a directive says otherwise. */
  readonly escape: string;
}

const keywords = new Set([
  ...['ADD', 'ARG', 'CMD', 'COPY', 'ENTRYPOINT', 'ENV', 'EXPOSE', 'FROM', 'HEALTHCHECK', 'LABEL'],
  ...['MAINTAINER', 'ONBUILD', 'RUN', 'SHELL', 'STOPSIGNAL', 'USER', 'VOLUME', 'WORKDIR'],
]);

/**
 * Reads a Dockerfile's instructions; https://docs.docker.com/reference/dockerfile is the format.
 *
 * @param name how messages name the file
 * @throws DeployError DOCKERFILE_INVALID for an unknown instruction, one without arguments, or one before FROM
 */
export function parseDockerfile(content: string, name: string): Dockerfile {
  const parsed = DockerfileParser.parse(content);
  const lines = content.split(/\r?\n/);
  const escape = parsed.getEscapeCharacter();
  const instructions = parsed.getInstructions().map((instruction) => {
    const { start, end } = instruction.getRange();
    const keyword = instruction.getKeyword();
    const joined = joinLines(lines.slice(start.line, end.line + 1), escape, hereDocument.has(keyword));
    const rest = joined.trimStart().slice(keyword.length).trim();
    return { keyword, line: start.line + 1, ...splitFlags(rest) };
  });
  const dockerfile = { name, instructions, escape };
  check(dockerfile);
  return dockerfile;
}

/** A DOCKERFILE_INVALID error at an instruction. */
export function invalid({ name }: Dockerfile, { line }: { line: number }, why: string): DeployError {
  return new DeployError('DOCKERFILE_INVALID', { dockerfile: name, line, why });
}

const hereDocument = new Set(['RUN', 'COPY', 'ADD']);

/** Joins continued lines; empty lines and comments between them do not count. */
function joinLines(lines: readonly string[], escape: string, mayHoldDocument: boolean): string {
  if (mayHoldDocument && /<<-?["']?\w/.test(lines[0] ?? '')) return lines.join('\n');
  return lines
    .filter((line, index) => index === 0 || !/^\s*(#|$)/.test(line))
    .map((line) => {
      const trimmed = line.trimEnd();
      return trimmed.endsWith(escape) ? trimmed.slice(0, -1) : line;
    })
    .join('');
}

/** Tells the flags of an instruction from what follows them. */
export function splitFlags(rest: string): Pick<Instruction, 'flags' | 'text'> {
  const flags = new Map<string, string | undefined>();
  let text = rest;
  for (;;) {
    const found = /^--([a-z-]+)(?:=(\S*))?(?:\s+|$)/.exec(text);
    if (!found) return { flags, text };
    flags.set(found[1] ?? '', found[2]);
    text = text.slice(found[0].length);
  }
}

function check(dockerfile: Dockerfile): void {
  const { instructions } = dockerfile;
  for (const instruction of instructions) {
    const { keyword, text } = instruction;
    if (!keywords.has(keyword)) throw invalid(dockerfile, instruction, `unknown instruction ${keyword}`);
    if (text === '') throw invalid(dockerfile, instruction, `${keyword} has no arguments`);
  }
  const first = instructions.find(({ keyword }) => keyword !== 'ARG');
  if (!first) throw invalid(dockerfile, { line: 1 }, 'no FROM instruction');
  if (first.keyword !== 'FROM') throw invalid(dockerfile, first, `${first.keyword} stands before FROM`);
}
