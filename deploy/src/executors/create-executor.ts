import type { ExecutorContext, TaskGraph } from '@nx/devkit';
import type { Command } from '../run-command.ts';
import { runBatch, runSingle, type ExecutorOptions, type TaskResults } from './run-tasks.ts';

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
 * @param options.perUnit the command is for the projects of the tasks alone, not for the whole environment
 */
export function createExecutor(
  command: Command,
  { perUnit = false }: { readonly perUnit?: boolean } = {},
): Executor {
  return {
    single: (options, context) => runSingle(command, { options, context, perUnit }),
    batch: (...[tasks, inputs, , context]) => runBatch(command, { tasks, inputs, context, perUnit }),
  };
}
