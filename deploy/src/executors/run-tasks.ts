import type { ExecutorContext, TaskGraph } from '@nx/devkit';
import { listenForCancellation } from '../cancellation.ts';
import { parseOptions, type Options } from '../options.ts';
import { runCommand, showError, type Command } from '../run-command.ts';
import { openTerminal } from '../terminal.ts';

/** Options of an executor: those of its schema, and those that the plugin inferred. */
export type ExecutorOptions = Readonly<Record<string, unknown>>;

export type TaskResults = Record<string, { success: boolean; terminalOutput: string }>;

interface Single {
  readonly options: ExecutorOptions;
  readonly context: ExecutorContext;
  /** The command is for the projects of the tasks alone; otherwise it is for the whole environment. */
  readonly perUnit?: boolean;
}

interface Batch extends Omit<Single, 'options'> {
  readonly tasks: TaskGraph;
  readonly inputs: Readonly<Record<string, ExecutorOptions>>;
}

/**
 * Runs a command once for all tasks that have the same options: one plan, whatever number of projects Nx asked for.
 *
 * @returns by task, whether the command it belongs to succeeded; what it wrote is on the terminal already
 */
export async function runBatch(
  command: Command,
  { tasks, inputs, context, perUnit }: Batch,
): Promise<TaskResults> {
  const results: TaskResults = {};
  for (const group of groupByOptions(Object.values(tasks.tasks), inputs)) {
    const projects = group.tasks.map(({ target }) => target.project);
    const success = await run(command, { options: group.options, projects, context, perUnit });
    for (const { id } of group.tasks) results[id] = { success, terminalOutput: '' };
  }
  return results;
}

/** Runs a command for one task, which Nx has given a process of its own. */
export async function runSingle(
  command: Command,
  { options, context, perUnit }: Single,
): Promise<{ success: boolean }> {
  const projects = context.projectName ? [context.projectName] : [];
  return { success: await run(command, { options, projects, context, perUnit }) };
}

type Task = TaskGraph['tasks'][string];

function groupByOptions(
  tasks: readonly Task[],
  inputs: Readonly<Record<string, ExecutorOptions>>,
): readonly { readonly options: ExecutorOptions; readonly tasks: readonly Task[] }[] {
  const groups = new Map<string, { options: ExecutorOptions; tasks: Task[] }>();
  for (const task of tasks) {
    const options = userOptions(inputs[task.id] ?? {});
    const key = JSON.stringify(Object.entries(options).sort());
    const group = groups.get(key) ?? { options, tasks: [] };
    group.tasks.push(task);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** Without what the plugin says of the project itself. */
function userOptions(options: ExecutorOptions): ExecutorOptions {
  const ofProject = ['repository', 'dockerfile', 'chart'];
  return Object.fromEntries(Object.entries(options).filter(([name]) => !ofProject.includes(name)));
}

interface Run extends Single {
  readonly projects: readonly string[];
}

async function run(command: Command, { options: raw, projects, context, perUnit }: Run): Promise<boolean> {
  let options: Options;
  try {
    options = parseOptions(raw, 'nx run');
  } catch (error) {
    showError(error, openTerminal({ json: false, noColor: false, errorsInline: true }));
    return false;
  }
  const terminal = openTerminal({ ...options, errorsInline: true });
  const { signal, stop } = listenForCancellation(() =>
    terminal.reporter.report({ type: 'note', message: 'cancelled; Ctrl-C again ends at once' }),
  );
  const exitCode = await runCommand(command, {
    options: perUnit ? { ...options, units: projects } : options,
    workspaceRoot: context.root,
    isInsideNx: true,
    terminal,
    signal,
  }).finally(stop);
  return exitCode === 0;
}
