import type { Dockerfile, Instruction } from './dockerfile.ts';

export type BuilderName = 'assemble' | 'docker';

/** Which builder makes an image, and why, as it is reported. */
export interface BuilderChoice {
  readonly builder: BuilderName;
  readonly reason: string;
  /** What the assemble builder cannot do. */
  readonly obstacle?: { readonly what: string; readonly line: number };
}

const assembled = new Set([
  ...['FROM', 'COPY', 'WORKDIR', 'ENV', 'ARG', 'LABEL', 'USER', 'EXPOSE'],
  ...['ENTRYPOINT', 'CMD', 'STOPSIGNAL'],
]);

/** Assembles whatever only copies files and sets metadata; anything else needs a Docker engine. */
export function chooseBuilder({ instructions }: Dockerfile): BuilderChoice {
  const start = instructions.findIndex(({ keyword }) => keyword === 'FROM');
  for (const [index, instruction] of instructions.entries()) {
    const what = obstacleOf(instruction, index > start);
    if (what === undefined) continue;
    const { line } = instruction;
    return { builder: 'docker', reason: `${what} at line ${line}`, obstacle: { what, line } };
  }
  return { builder: 'assemble', reason: 'only COPY and metadata instructions' };
}

function obstacleOf({ keyword, flags, text }: Instruction, isBehindFrom: boolean): string | undefined {
  if (keyword === 'FROM' && isBehindFrom) return 'a second FROM';
  if (!assembled.has(keyword)) return keyword;
  if (keyword === 'COPY' && /(^|\s)<<-?["']?\w/.test(text)) return 'COPY of a here-document';
  const flag = [...flags.keys()].find((name) => keyword !== 'COPY' || !['chown', 'chmod'].includes(name));
  if (flag !== undefined) return `${keyword} --${flag}`;
  const mode = flags.get('chmod');
  if (mode !== undefined && !/^[0-7]{3,4}$|\$/.test(mode)) return `COPY --chmod=${mode}`;
  return undefined;
}
