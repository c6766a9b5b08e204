import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { narrowKubeconfig, readConnection, readNamespace } from './connection.ts';
import { searchPath } from './env.ts';
import { AiError } from './errors.ts';
import { run, show, type Command } from './run.ts';
import { writePrivately } from './write-privately.ts';

export interface Place {
  readonly workspaceRoot: string;
  /** Says where the cluster is. */
  readonly connectionFile: string;
}

const ownFlags = ['--allow-write', '--dry-run'];

/**
 * Starts kubectl-ai with this workspace's MCP server, tools and prompts, and with the cluster of the connection file as
 * the only one that it can see.
 *
 * @param words `--allow-write` lets the server write, `--dry-run` only prints the command; everything else is kubectl-ai's
 * @returns its exit code
 * @throws AiError CONNECTION_MISSING, CONNECTION_INVALID, KUBECTL_AI_MISSING
 */
export async function startKubectlAi(words: readonly string[], place: Place): Promise<number> {
  const settings = settingsIn(place.workspaceRoot);
  const command = commandOf(words, settings);
  if (words.includes('--dry-run')) {
    console.log(`XDG_CONFIG_HOME=${settings.configHome} ${show(command)}`);
    return 0;
  }
  writeSettings(settings, { ...place, allowWrite: words.includes('--allow-write') });
  try {
    const exitCode = await run(command, {
      cwd: place.workspaceRoot,
      env: {
        XDG_CONFIG_HOME: settings.configHome,
        PATH: `${join(projectRoot, 'bin')}${delimiter}${searchPath}`,
      },
      stdio: [inputFor(words), 'inherit', 'inherit'],
    });
    if (exitCode === undefined) throw new AiError('KUBECTL_AI_MISSING', undefined);
    return exitCode;
  } finally {
    rmSync(settings.kubeconfig, { force: true });
  }
}

const projectRoot = join(import.meta.dirname, '..');
const sources = join(projectRoot, 'kubectl-ai');

/** Where everything lies that is written for kubectl-ai; git ignores all of it. */
interface Settings {
  readonly configHome: string;
  /** As kubectl-ai expects it below XDG_CONFIG_HOME. */
  readonly folder: string;
  readonly kubeconfig: string;
}

function settingsIn(workspaceRoot: string): Settings {
  const configHome = join(workspaceRoot, '.todo/ai');
  const folder = join(configHome, 'kubectl-ai');
  return { configHome, folder, kubeconfig: join(folder, 'kubeconfig') };
}

function commandOf(words: readonly string[], { folder, kubeconfig }: Settings): Command {
  const prompts = readdirSync(join(sources, 'prompts')).sort();
  return {
    program: 'kubectl-ai',
    words: [
      '--mcp-client',
      ...['--custom-tools-config', join(folder, 'tools.yaml')],
      ...prompts.flatMap((prompt) => ['--extra-prompt-paths', join(sources, 'prompts', prompt)]),
      ...['--kubeconfig', kubeconfig],
      ...words.filter((word) => !ownFlags.includes(word)),
    ],
  };
}

interface McpFile {
  readonly servers: readonly { readonly name: string; readonly args: readonly string[] }[];
}

function writeSettings(
  { folder, kubeconfig }: Settings,
  { workspaceRoot, connectionFile, allowWrite }: Place & { readonly allowWrite: boolean },
): void {
  const narrow = narrowKubeconfig(readConnection(connectionFile), readNamespace(workspaceRoot));
  mkdirSync(folder, { recursive: true });
  const mcp = parse(readFileSync(join(sources, 'mcp.yaml'), 'utf8')) as McpFile;
  const servers = mcp.servers.map((server) => ({
    ...server,
    args: allowWrite ? [...server.args, '--allow-write'] : server.args,
  }));
  writeFileSync(join(folder, 'mcp.yaml'), stringify({ servers }));
  writeFileSync(join(folder, 'tools.yaml'), readFileSync(join(sources, 'tools.yaml')));
  writePrivately(kubeconfig, stringify(narrow));
}

/** kubectl-ai reads to its end whatever is no terminal: it gets nothing to read beside a question. */
function inputFor(words: readonly string[]): 'inherit' | 'ignore' {
  const hasQuestion = words.some((word) => !word.startsWith('-'));
  return hasQuestion && !process.stdin.isTTY ? 'ignore' : 'inherit';
}
