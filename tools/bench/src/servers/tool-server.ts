import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import type { Bench } from '../bench.ts';
import { userEnvironment } from '../env.ts';
import type { Command } from '../measure/run-program.ts';

/** A server of the Model Context Protocol, as a model meets it. */
export interface ToolServer {
  readonly version: string;
  readonly toolCount: number;
  /** What a model is given before the first question: instructions, and of each tool name, description and arguments. */
  readonly definitionBytes: number;
  readonly call: (tool: string, input: Readonly<Record<string, unknown>>) => Promise<Answer>;
}

export interface Answer {
  readonly text: string;
  readonly isError: boolean;
}

export interface StartOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

const callTimeoutMs = 60_000;

/** Starts a server on its standard input and output, and ends it with the scenario. */
export async function startToolServer(
  { atEnd }: Pick<Bench, 'atEnd'>,
  [command, ...args]: Command,
  { cwd, env = {} }: StartOptions,
): Promise<ToolServer> {
  const client = new Client({ name: 'bench', version: '1.0.0' });
  const all = Object.entries(userEnvironment(env)).filter(
    (each): each is [string, string] => each[1] !== undefined,
  );
  atEnd(() => client.close());
  await client.connect(
    new StdioClientTransport({ command, args, cwd, env: Object.fromEntries(all), stderr: 'ignore' }),
  );
  const { tools } = await client.listTools();
  const shown = tools.map(({ name, description, inputSchema }) => ({ name, description, inputSchema }));
  const instructions = client.getInstructions() ?? '';
  return {
    version: client.getServerVersion()?.version ?? 'unknown',
    toolCount: tools.length,
    definitionBytes: Buffer.byteLength(instructions) + Buffer.byteLength(JSON.stringify(shown)),
    async call(name, input) {
      const { content, isError = false } = await client.callTool(
        { name, arguments: { ...input } },
        { timeout: callTimeoutMs },
      );
      const texts = content.map((part) => (part.type === 'text' ? part.text : JSON.stringify(part)));
      return { text: texts.join('\n'), isError };
    },
  };
}
