import type { ExecutorContext, TaskGraph } from '@nx/devkit';
import { listenForCancellation } from '../cancellation.ts';
import { DeployError } from '../errors.ts';
import type { Options } from '../options.ts';
import { parseOptions } from '../parse-options.ts';
import { runCommand, showError, type Command } from '../run-command.ts';
import { unitName } from '../nx/unit-name.ts';
import { openTerminal, type Terminal } from '../terminal.ts';

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
    const [first] = group.tasks;
    const called = `npx nx run ${first?.id ?? ''}`;
    const success = await run(command, { options: group.options, called, projects, context, perUnit });
    for (const { id } of group.tasks) results[id] = { success, terminalOutput: '' };
  }
  return results;
}

/** Runs a command for one task, which Nx has given a process of its own. */
export async function runSingle(
  command: Command,
  { options, context, perUnit }: Single,
): Promise<{ success: boolean }> {
  const { projectName = '', targetName = '' } = context;
  const called = `npx nx run ${projectName}:${targetName}`;
  return { success: await run(command, { options, called, projects: [projectName], context, perUnit }) };
}

type Task = TaskGraph['tasks'][string];

function groupByOptions(
  tasks: readonly Task[],
  inputs: Readonly<Record<string, ExecutorOptions>>,
): readonly { readonly options: ExecutorOptions; readonly tasks: readonly Task[] }[] {
  const groups = new Map<string, { options: ExecutorOptions; tasks: Task[] }>();
  for (const task of tasks) {
    const options = inputs[task.id] ?? {};
    const ofUser = Object.entries(options).filter(([name]) => !ofProject.includes(name));
    const key = JSON.stringify(ofUser.sort());
    const group = groups.get(key) ?? { options, tasks: [] };
    group.tasks.push(task);
    groups.set(key, group);
  }
  return [...groups.values()];
}

interface Run extends Single {
  readonly projects: readonly string[];
  /** What the user called, for errors. */
  readonly called: string;
}

async function run(
  command: Command,
  { options: raw, called, projects, context, perUnit }: Run,
): Promise<boolean> {
  let options: Options;
  let terminal: Terminal;
  try {
    options = readOptions(raw, { called, perUnit });
    terminal = openTerminal({ ...options, isInsideNx: true });
  } catch (error) {
    showError(error, openTerminal({ json: false, 'no-color': false, isInsideNx: true }));
    return false;
  }
  const { signal, stop } = listenForCancellation(() => {
    terminal.leaveNx();
    terminal.reporter.report({ type: 'note', message: 'cancelled; Ctrl-C again ends at once' });
  });
  const named = projects.map(unitName);
  const exitCode = await runCommand(
    { run: command },
    {
      options: perUnit || raw['onlyAffected'] === true ? { ...options, unit: named } : options,
      named,
      workspaceRoot: context.root,
      isInsideNx: true,
      terminal,
      signal,
    },
  ).finally(stop);
  return exitCode === 0;
}

/** The schemas let any option pass, as Nx would answer one that they refuse in a batch with a stack trace only. */
function readOptions(raw: ExecutorOptions, { called, perUnit }: Pick<Run, 'called' | 'perUnit'>): Options {
  const given = Object.entries(raw).filter(([name]) => !ofProject.includes(name) && !name.startsWith('_'));
  const known = ['environment', 'context', 'kubeconfig', 'registry', 'address', 'json'];
  if (!perUnit) known.push('onlyAffected', 'timeout', 'rollback', 'yes', 'report');
  const unknown = given.find(([name]) => !known.includes(name));
  if (unknown) {
    const flags = known.map((name) => `--${name}`);
    throw new DeployError('OPTION_UNKNOWN', { option: `--${unknown[0]}`, command: called, known: flags });
  }
  const options = Object.fromEntries(given);
  return parseOptions({ ...options, 'no-rollback': options.rollback === false }, called);
}

/** Options that the plugin infers, which say what the project is. */
const ofProject = ['repository', 'dockerfile', 'chart'];
