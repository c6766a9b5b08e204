#!/usr/bin/env node
import { join } from 'node:path';
import { AppError } from '@todo/errors';
import { connectionFile } from './env.ts';
import { AiError } from './errors.ts';

const help = `Usage: node tools/ai/src/cli.ts kubectl-ai [--allow-write] [--dry-run] [WORD…]
       node tools/ai/src/cli.ts gordon [--dry-run]
       node tools/ai/src/cli.ts read COMMAND [WORD…]

kubectl-ai   starts kubectl-ai for the cluster of the connection file; all other words are its own
gordon       makes Docker's Gordon know this workspace's server
read         runs a command of todo-deploy that only reads

--allow-write   lets the server also deploy, scale and roll back, each by the hash of a plan
--dry-run       prints what would be started, and starts nothing
--help          prints this

TODO_CLUSTER_FILE names another connection file than .todo/cluster.json.

Exit codes: those of the program that is started; 2 wrong use, 10 no cluster, 11 its connection cannot be used,
12 no kubectl-ai, 13 no Gordon, 14 a command of Docker failed, 15 a command that writes
`;

const workspaceRoot = join(import.meta.dirname, '../../..');
const place = { workspaceRoot, connectionFile: connectionFile ?? join(workspaceRoot, '.todo/cluster.json') };

const tools: Readonly<Record<string, (words: readonly string[]) => Promise<number>>> = {
  'kubectl-ai': async (words) => (await import('./kubectl-ai.ts')).startKubectlAi(words, place),
  gordon: async (words) => (await import('./gordon.ts')).setUpGordon(words, place),
  read: async (words) => (await import('./read-only.ts')).runReader(words, workspaceRoot),
};

process.exitCode = await main(process.argv.slice(2));

async function main([name = '--help', ...words]: readonly string[]): Promise<number> {
  if (name === '--help') {
    process.stdout.write(help);
    return 0;
  }
  try {
    const tool = Object.hasOwn(tools, name) ? tools[name] : undefined;
    if (!tool) throw new AiError('USAGE', { word: name, known: Object.keys(tools) });
    return await tool(words);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    process.stderr.write(`${error.code}  ${error.message}\n  Next: ${error.hint}\n`);
    return error.exitCode;
  }
}
