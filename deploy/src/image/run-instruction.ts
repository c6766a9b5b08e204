import { posix } from 'node:path';
import { OutsideContext } from './build-context.ts';
import { copyFiles } from './copy-files.ts';
import { type Instruction, invalid } from './dockerfile.ts';
import { ExpansionError, expandVariables } from './expand-variables.ts';
import { DeployError } from '../errors.ts';
import { type Owner, TreeConflict } from './image-tree.ts';
import { absolutePath, type Stage } from './stage.ts';
import { UnknownUser, userIds } from './user-ids.ts';
import { parseJsonForm, parsePairs, splitPair, splitWords } from './words.ts';

type Handler = (stage: Stage, instruction: Instruction) => void | Promise<void>;

const handlers: Readonly<Record<string, Handler>> = {
  ARG: runArg,
  ENV: runEnv,
  LABEL: runLabel,
  EXPOSE: runExpose,
  USER: (stage, instruction) => set(stage, { User: expand(stage, instruction.text) }),
  WORKDIR: runWorkdir,
  STOPSIGNAL: runStopSignal,
  CMD(stage, instruction) {
    set(stage, { Cmd: commandLine(stage, instruction) });
    stage.hasOwnCommand = true;
  },
  ENTRYPOINT(stage, instruction) {
    set(stage, { Entrypoint: commandLine(stage, instruction) });
    if (!stage.hasOwnCommand) set(stage, { Cmd: undefined });
  },
  COPY: runCopy,
};

/**
 * Carries out one instruction of a stage as BuildKit does.
 *
 * @throws DeployError DOCKERFILE_INVALID, COPY_SOURCE_NOT_FOUND, COPY_SOURCE_OUTSIDE, IMAGE_USER_UNKNOWN
 */
export async function runInstruction(stage: Stage, instruction: Instruction): Promise<void> {
  const { dockerfile } = stage;
  try {
    await handlers[instruction.keyword]?.(stage, instruction);
  } catch (error) {
    if (error instanceof ExpansionError || error instanceof TreeConflict)
      throw invalid(dockerfile, instruction, `${instruction.keyword}: ${error.message}`);
    if (error instanceof UnknownUser) {
      const { user, file } = error;
      const place = { dockerfile: dockerfile.name, line: instruction.line };
      throw new DeployError('IMAGE_USER_UNKNOWN', { ...place, name: user, file }, error);
    }
    if (isSystemError(error))
      throw invalid(dockerfile, instruction, `${instruction.keyword}: ${error.message}`);
    throw error;
  }
}

/** What the operating system answered, `EACCES: permission denied, scandir '…'`. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return typeof error === 'object' && error !== null && 'syscall' in error;
}

function set(stage: Stage, change: Stage['config']): void {
  stage.config = { ...stage.config, ...change };
}

function expand(stage: Stage, word: string): string {
  return expandVariables(word, (name) => stage.variables.get(name), stage.dockerfile.escape);
}

function runArg(stage: Stage, { text }: Instruction): void {
  for (const word of splitWords(text, stage.dockerfile.escape)) {
    const [name, initial] = splitPair(word);
    const value = initial === undefined ? stage.globals.get(name) : expand(stage, initial);
    if (value !== undefined) stage.variables.set(name, value);
  }
}

function runEnv(stage: Stage, instruction: Instruction): void {
  const entries = new Map((stage.config.Env ?? []).map((entry) => [splitPair(entry)[0], entry]));
  for (const [name, value] of pairsOf(stage, instruction)) {
    entries.set(name, `${name}=${value}`);
    stage.variables.set(name, value);
  }
  set(stage, { Env: [...entries.values()] });
}

function runLabel(stage: Stage, instruction: Instruction): void {
  const labels = Object.fromEntries(pairsOf(stage, instruction));
  set(stage, { Labels: { ...stage.config.Labels, ...labels } });
}

/** All values see the variables as they were before the instruction. */
function pairsOf(stage: Stage, instruction: Instruction): [string, string][] {
  const { keyword, text } = instruction;
  const pairs = parsePairs(text, stage.dockerfile.escape);
  if (!pairs) throw invalid(stage.dockerfile, instruction, `${keyword} must be written as NAME=VALUE …`);
  return pairs.map(([name, value]) => [expand(stage, name), expand(stage, value)]);
}

function runExpose(stage: Stage, instruction: Instruction): void {
  const ports = splitWords(instruction.text, stage.dockerfile.escape)
    .flatMap((word) => expand(stage, word).split(/\s+/))
    .flatMap((port) => {
      const parsed = parsePort(port);
      if (!parsed) throw invalid(stage.dockerfile, instruction, `EXPOSE: ${port} is not a port`);
      return parsed;
    });
  const exposed = Object.fromEntries(ports.map((port) => [port, {}]));
  set(stage, { ExposedPorts: { ...stage.config.ExposedPorts, ...exposed } });
}

/** `8000`, `53/udp`, `8000-8010/tcp`. */
function parsePort(text: string): string[] | undefined {
  const found = /^(\d+)(?:-(\d+))?(?:\/(tcp|udp|sctp))?$/i.exec(text);
  if (!found) return undefined;
  const [, first, last = first, protocol = 'tcp'] = found;
  const count = Number(last) - Number(first) + 1;
  if (count < 1 || Number(last) > 65_535) return undefined;
  return Array.from({ length: count }, (_, index) => `${Number(first) + index}/${protocol.toLowerCase()}`);
}

function runWorkdir(stage: Stage, { text }: Instruction): void {
  const path = posix.resolve('/', stage.config.WorkingDir ?? '/', expand(stage, text));
  set(stage, { WorkingDir: path });
  const user = stage.config.User;
  stage.tree.makeDirectories(path, user ? userIds(user, stage.baseTree.contents) : rootOwner);
}

function runStopSignal(stage: Stage, instruction: Instruction): void {
  const signal = expand(stage, instruction.text);
  if (!/^(\d{1,2}|(SIG)?[A-Z][A-Z0-9+-]+)$/i.test(signal))
    throw invalid(stage.dockerfile, instruction, `STOPSIGNAL: ${signal} is not a signal`);
  set(stage, { StopSignal: signal });
}

/** The exec form as it is; the shell form run by the image's shell. Variables are left to that shell. */
function commandLine({ config }: Stage, { text }: Instruction): string[] {
  const exec = parseJsonForm(text);
  if (exec) return exec;
  const shell = Array.isArray(config.Shell) ? config.Shell.map(String) : ['/bin/sh', '-c'];
  return [...shell, text];
}

const rootOwner: Owner = { uid: 0, gid: 0 };

async function runCopy(stage: Stage, instruction: Instruction): Promise<void> {
  const { flags, text } = instruction;
  const words = (parseJsonForm(text) ?? text.split(/\s+/)).map((word) => expand(stage, word));
  const destination = words.at(-1);
  if (destination === undefined || words.length < 2)
    throw invalid(stage.dockerfile, instruction, 'COPY needs a source and a destination');
  const sources = [];
  for (const source of words.slice(0, -1)) sources.push(...(await findSource(stage, instruction, source)));
  const chown = flags.get('chown');
  const chmod = flags.get('chmod');
  await copyFiles(stage.tree, stage.context, {
    sources,
    destination: absolutePath(stage, destination),
    owner: chown === undefined ? rootOwner : userIds(expand(stage, chown), stage.baseTree.contents),
    ...(chmod === undefined ? {} : { mode: parseMode(stage, instruction, expand(stage, chmod)) }),
  });
}

function parseMode({ dockerfile }: Stage, instruction: Instruction, mode: string): number {
  if (!/^[0-7]{3,4}$/.test(mode)) throw invalid(dockerfile, instruction, `COPY --chmod=${mode} is not octal`);
  return Number.parseInt(mode, 8);
}

async function findSource(stage: Stage, { line }: Instruction, source: string) {
  const place = { dockerfile: stage.dockerfile.name, line, source, context: stage.contextName };
  try {
    const found = await stage.context.find(source);
    if (found.length > 0) return found;
  } catch (error) {
    if (error instanceof OutsideContext) throw new DeployError('COPY_SOURCE_OUTSIDE', place, error);
    throw error;
  }
  const why = 'no such file, or left out by .dockerignore,';
  throw new DeployError('COPY_SOURCE_NOT_FOUND', { ...place, why });
}
