import { enableCompileCache } from 'node:module';
import type { ExecutorContext, TaskGraph } from '@nx/devkit';
import type { Command } from '../run-command.ts';

/** Options of an executor: those of its schema, and those that the plugin inferred. */
export type ExecutorOptions = Readonly<Record<string, unknown>>;

export type TaskResults = Record<string, { success: boolean; terminalOutput: string }>;

type BatchArguments = [
  tasks: TaskGraph,
  inputs: Record<string, ExecutorOptions>,
  overrides: ExecutorOptions,
  context: ExecutorContext,
];

export interface Executor {
  /** Runs for one task, in a process of its own. */
  readonly single: (options: ExecutorOptions, context: ExecutorContext) => Promise<{ success: boolean }>;
  /** Runs once for all tasks that one Nx command has of this executor. */
  readonly batch: (...batch: BatchArguments) => Promise<TaskResults>;
}

/**
 * Makes an Nx executor of a command.
 *
 * @param load imports the command: late, so that Node keeps what it compiles of it for the next time
 * @param options.perUnit the command is for the projects of the tasks alone, not for the whole environment
 */
export function createExecutor(
  load: () => Promise<Command>,
  { perUnit = false }: { readonly perUnit?: boolean } = {},
): Executor {
  return {
    async single(options, context) {
      const { runSingle } = await loadRunner();
      return runSingle(await load(), { options, context, perUnit });
    },
    async batch(...[tasks, inputs, , context]) {
      const { runBatch } = await loadRunner();
      return runBatch(await load(), { tasks, inputs, context, perUnit });
    },
  };
}

async function loadRunner() {
  enableCompileCache();
  return import('./run-tasks.ts');
}
