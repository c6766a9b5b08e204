import * as z from 'zod';
import type { Connection } from '../deploy-request.ts';
import type { EnvironmentSession } from '../session.ts';

/** What somebody who operates the environment may have done, whoever calls it: an MCP client, or the assistant. */
export interface Tool<Input extends z.ZodRawShape = z.ZodRawShape> {
  readonly name: string;
  readonly title: string;
  /** What it answers and when to call it; read by models. */
  readonly description: string;
  /** Fields of plain types only: some clients understand nothing else. */
  readonly input: z.ZodObject<Input>;
  readonly effect: Effect;
  /** Whether it needs the workspace, and cannot be had where only the cluster is. */
  readonly needsWorkspace?: boolean;
  readonly run: (input: z.output<z.ZodObject<Input>>, context: ToolContext) => Promise<string>;
}

/** `read` writes nothing; `write` changes what runs, and takes the hash of a plan that was shown. */
export type Effect = 'read' | 'write';

export interface ToolContext {
  readonly place: Place;
  /** Who calls, for the ledger and for whoever waits for the lease: `ada@example.com via some-client 1.2`. */
  readonly by: string;
  readonly signal: AbortSignal;
}

/** The one environment that tools see, and where its workspace is. */
export interface Place {
  readonly session: EnvironmentSession & { readonly connection: Connection };
  /** Absent where only the cluster is. */
  readonly workspace?: WorkspacePrograms;
}

export interface WorkspacePrograms {
  readonly root: string;
  /** Starts this program: Node with its file, and before the command nothing else. */
  readonly program: readonly string[];
  /** Options that name the environment and its connection. */
  readonly words: readonly string[];
}

/** Gives a tool its type. */
export function defineTool<Input extends z.ZodRawShape>(tool: Tool<Input>): Tool {
  return tool as unknown as Tool;
}

const unitPattern = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** Fields that tools have in common. No value may begin with a dash: none is ever taken for an option. */
export const fields = {
  unit: z.string().max(63).regex(unitPattern, 'must be the name of a unit'),
  planHash: z.string().regex(/^[0-9a-f]{16}$/, 'must be the hash that the tool plan gave'),
  replicas: z.int().min(0).max(100),
  revision: z.int().min(1).max(1_000_000),
};
