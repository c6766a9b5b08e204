import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { narrowKubeconfig, readConnection, readNamespace } from './connection.ts';
import { AiError } from './errors.ts';
import type { Place } from './kubectl-ai.ts';
import { run, show, type Command } from './run.ts';
import { writePrivately } from './write-privately.ts';

const profile = 'todo';

/**
 * Sets Gordon up where Docker Desktop has it: a profile of the MCP Toolkit with this workspace's server, and Gordon
 * connected to it. Run again, it brings the profile up to date.
 *
 * @param words `--dry-run` only prints the commands
 * @returns the exit code
 * @throws AiError CONNECTION_MISSING, CONNECTION_INVALID, GORDON_MISSING, COMMAND_FAILED
 */
export async function setUpGordon(words: readonly string[], place: Place): Promise<number> {
  const unknown = words.find((word) => word !== '--dry-run');
  if (unknown !== undefined) throw new AiError('USAGE', { word: unknown, known: ['--dry-run'] });
  const folder = join(place.workspaceRoot, '.todo/ai/gordon');
  const entry = join(folder, 'todo-deploy.yaml');
  const server = ['--server', `file://${entry}`];
  const create = docker('mcp', 'profile', 'create', '--name', profile, ...server);
  const connect = docker('mcp', 'client', 'connect', 'gordon', '-g', '--profile', profile);
  if (words.includes('--dry-run')) {
    console.log([create, connect].map(show).join('\n'));
    return 0;
  }
  await expectGordon([create, connect], place);
  writeEntry(folder, place);
  const isThere = (await quietly(docker('mcp', 'profile', 'show', profile), place)) === 0;
  const add = docker('mcp', 'profile', 'server', 'add', profile, ...server);
  for (const command of [isThere ? add : create, connect]) await perform(command, place);
  return 0;
}

function docker(...words: readonly string[]): Command {
  return { program: 'docker', words };
}

/** Both plugins come with Docker Desktop alone. */
async function expectGordon(wanted: readonly Command[], place: Place): Promise<void> {
  for (const probe of [docker('mcp', 'version'), docker('ai', 'version')]) {
    if ((await quietly(probe, place)) === 0) continue;
    throw new AiError('GORDON_MISSING', { missing: show(probe), commands: wanted.map(show) });
  }
}

function quietly(command: Command, { workspaceRoot }: Place): Promise<number | undefined> {
  return run(command, { cwd: workspaceRoot, stdio: 'ignore' });
}

async function perform(command: Command, { workspaceRoot }: Place): Promise<void> {
  console.log(show(command));
  const exitCode = (await run(command, { cwd: workspaceRoot })) ?? 127;
  if (exitCode !== 0) throw new AiError('COMMAND_FAILED', { command: show(command), exitCode });
}

interface ServerEntry {
  readonly command: readonly string[];
}

/** The server's entry with what only this machine knows: its cluster, and the credentials for it. */
function writeEntry(folder: string, { workspaceRoot, connectionFile }: Place): void {
  const connection = readConnection(connectionFile);
  const { context, registry, address } = connection;
  const namespace = readNamespace(workspaceRoot) ?? 'todo';
  const kubeconfig = join(folder, 'kubeconfig');
  writePrivately(kubeconfig, stringify(narrowKubeconfig(connection, namespace)));
  const source = join(import.meta.dirname, '../gordon/todo-deploy.yaml');
  const template = parse(readFileSync(source, 'utf8')) as ServerEntry;
  const entry = {
    ...template,
    command: [
      ...template.command,
      ...['--namespace', namespace, '--context', context, '--registry', registry, '--address', address],
    ],
    volumes: [`${kubeconfig}:/kube/config:ro`],
  };
  writeFileSync(join(folder, 'todo-deploy.yaml'), stringify(entry));
}
