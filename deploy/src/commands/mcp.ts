import { readFile } from 'node:fs/promises';
import type { CommandEntry } from '../command.ts';
import { mcpToken, mcpTokenFile } from '../env.ts';
import { DeployError } from '../errors.ts';
import { readAuthor } from '../nx/read-commit.ts';
import { openOperations } from '../operations/open-operations.ts';
import type { CommandContext } from '../run-command.ts';
import type { EnvironmentSession } from '../session.ts';

export const mcpCommand: CommandEntry = {
  summary: 'serve the environment to AI tools, by the Model Context Protocol',
  details: `Speaks over standard input and output, or with --http over HTTP at /mcp, to clients that send the token which
TODO_DEPLOY_MCP_TOKEN holds, or the file that TODO_DEPLOY_MCP_TOKEN_FILE names. Reads only, unless --allow-write is given; a tool that writes needs the hash of a plan that was
shown before. With --namespace and --release it needs no workspace: it serves what runs there, and plans what that is taken
back to. Each call is written down, and listed by todo-deploy history --calls.`,
  examples: [
    'todo-deploy mcp',
    'todo-deploy mcp --allow-write',
    'todo-deploy mcp --http 127.0.0.1:3000',
    'todo-deploy mcp --http 0.0.0.0:3000 --allowed-host ops --namespace todo --release todo',
  ],
  options: ['http', 'allowed-host', 'allow-write', 'yes', 'namespace', 'release', 'no-rollback'],
  isEndless: () => true,
  scope: 'environment',
  run,
};

async function run(context: CommandContext<EnvironmentSession>): Promise<void> {
  const { session, options, report, signal } = context;
  const hasWorkspace = options.namespace === undefined;
  const operations = openOperations(session, {
    allowWrite: options['allow-write'],
    report: options.http ? report : undefined,
  });
  const author = hasWorkspace ? await readAuthor(session.workspaceRoot) : undefined;
  const facts = { operations, ...(author !== undefined && { author }) };
  const onError = (error: Error) => report({ type: 'note', message: `MCP: ${error.message}` });
  if (options.http === undefined) {
    const { serveStdio } = await import('../mcp/serve-stdio.ts');
    return serveStdio(facts, {
      onError: (error) => void process.stderr.write(`MCP: ${error.message}\n`),
      signal,
    });
  }
  const { serveHttp } = await import('../mcp/serve-http.ts');
  await serveHttp(facts, {
    ...addressOf(options.http),
    token: await readToken(options.http),
    allowedHosts: options['allowed-host'],
    onListening: (address) => report({ type: 'note', message: `serving MCP at ${address}` }),
    onError,
    signal,
  });
}

/** @throws DeployError SERVER_TOKEN_MISSING when its file cannot be read */
async function readToken(address: string): Promise<string | undefined> {
  if (mcpToken !== undefined || mcpTokenFile === undefined) return mcpToken;
  try {
    return (await readFile(mcpTokenFile, 'utf8')).trim();
  } catch (error) {
    const reason = `the file ${mcpTokenFile} cannot be read`;
    throw new DeployError('SERVER_TOKEN_MISSING', { address, reason }, error);
  }
}

/** @throws DeployError SERVER_ADDRESS_UNUSABLE */
function addressOf(text: string): { readonly host: string; readonly port: number } {
  const [, bracketed, plainHost = '', port = ''] =
    /^(?:\[([0-9a-f:]+)\]|([^:[\]]+)):(\d{1,5})$/i.exec(text) ?? [];
  const host = bracketed ?? plainHost;
  if (host === '' || Number(port) > 65_535)
    throw new DeployError('SERVER_ADDRESS_UNUSABLE', { address: text, reason: 'is no HOST:PORT' });
  return { host, port: Number(port) };
}
