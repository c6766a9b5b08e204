import { taskTools, type TaskStatusFilter } from '@todo/contracts';
import type { DialogState, ToolOutcome } from '../dialog.ts';
import type { Lexicon } from '../locales/locale.ts';
import type { KnownTask, NamedTask, PlannedCall, Remark } from '../plan.ts';

export type ChangingCall = Exclude<PlannedCall, { tool: 'list_tasks' }>;

/** What a call came to: not made yet, refused, or done. */
export type CallState<Result> =
  | { readonly state: 'queued' }
  | { readonly state: 'told'; readonly remark: Remark }
  | { readonly state: 'done'; readonly result: Result };

/**
 * One message on its way. A plan is made anew with every result that comes in: calls that were made already are answered
 * from the results, in their order; those that were not are queued, to be called next.
 */
export interface Turn {
  readonly dialog: DialogState;
  readonly lexicon: Lexicon;
  readonly queue: readonly PlannedCall[];
  /** How many of the results have answered a call. */
  readonly resultsUsed: number;
  /** The task spoken of last, in this turn or before it. */
  readonly lastTask: number | undefined;
  /** The tasks shown last, in this turn or before it. */
  readonly shown: readonly number[];
  readonly change: (call: ChangingCall) => CallState<NamedTask>;
  readonly list: (status: TaskStatusFilter) => CallState<readonly KnownTask[]>;
  /** All tasks, read once in a turn and kept in step with what it changes. */
  readonly tasks: () => CallState<readonly KnownTask[]>;
  readonly show: (tasks: readonly KnownTask[]) => void;
}

export function startTurn(
  dialog: DialogState,
  { results, lexicon }: { readonly results: readonly ToolOutcome[]; readonly lexicon: Lexicon },
): Turn {
  const caller = createCaller(results);
  const { queue, make } = caller;
  const memory: Memory = {
    lastTask: dialog.lastTask,
    shown: dialog.shown,
    known: undefined,
    isReading: false,
  };
  const list = (status: TaskStatusFilter) => make({ tool: 'list_tasks', arguments: { status } }, readList);
  return {
    dialog,
    lexicon,
    queue,
    get resultsUsed() {
      return caller.resultsUsed;
    },
    get lastTask() {
      return memory.lastTask;
    },
    get shown() {
      return memory.shown;
    },
    list,
    tasks() {
      // What is queued will change what is known, so its results come first; a completion leaves all titles as they are.
      const isSettled = queue.every(({ tool }) => tool === 'complete_task');
      if (memory.known && isSettled) return { state: 'done', result: memory.known };
      if (memory.known || memory.isReading) return { state: 'queued' };
      const listed = list('all');
      if (listed.state === 'done') memory.known = listed.result;
      memory.isReading = listed.state === 'queued';
      return listed;
    },
    change(call) {
      const made = make(call, (output) => readChange(call, output));
      if (made.state === 'done') learn(memory, call, made.result);
      return made;
    },
    show(tasks) {
      memory.shown = tasks.map(({ id }) => id);
      if (tasks.length === 1) memory.lastTask = tasks[0]?.id;
    },
  };
}

interface Caller {
  readonly queue: PlannedCall[];
  readonly resultsUsed: number;
  readonly make: <Result>(call: PlannedCall, read: Reader<Result>) => CallState<Result>;
}

/** Answers calls from the results, each used once; queues those that have none. */
function createCaller(results: readonly ToolOutcome[]): Caller {
  const queue: PlannedCall[] = [];
  let used = 0;
  return {
    queue,
    get resultsUsed() {
      return used;
    },
    make(call, read) {
      const outcome = queue.length === 0 ? results[used] : undefined;
      const state = outcome && isOutcomeOf(call, outcome) ? stateOf(outcome, read) : undefined;
      if (state) used++;
      else queue.push(call);
      return state ?? { state: 'queued' };
    },
  };
}

function stateOf<Result>(
  { output, isError }: ToolOutcome,
  read: Reader<Result>,
): CallState<Result> | undefined {
  if (isError) return { state: 'told', remark: { tell: 'failed', reason: String(output) } };
  const result = read(output);
  return result === undefined ? undefined : { state: 'done', result };
}

interface Memory {
  lastTask: number | undefined;
  shown: readonly number[];
  known: readonly KnownTask[] | undefined;
  isReading: boolean;
}

/** Keeps what was read of the tasks in step with what was done to them since. */
function learn(memory: Memory, call: ChangingCall, task: NamedTask): void {
  memory.lastTask = call.tool === 'delete_task' ? undefined : task.id;
  if (call.tool === 'add_task')
    memory.known = memory.known && [...memory.known, { ...task, completed: false }];
  const changes = call.tool === 'complete_task' ? { completed: true } : { title: task.title };
  memory.known = memory.known
    ?.filter(({ id }) => call.tool !== 'delete_task' || id !== task.id)
    .map((known) => (known.id === task.id ? { ...known, ...changes } : known));
}

/** Reads what a tool answered; undefined where it is none of that tool's answers. */
type Reader<Result> = (output: unknown) => Result | undefined;

function readList(output: unknown): readonly KnownTask[] | undefined {
  return taskTools.list_tasks.result.safeParse(output).data;
}

function readChange(call: ChangingCall, output: unknown): NamedTask | undefined {
  const changed = taskTools[call.tool].result.safeParse(output).data;
  return changed && { id: changed.task_id, title: changed.title };
}

/** Whether a stored outcome is this call's; a turn that a language model led has others. */
function isOutcomeOf(call: PlannedCall, outcome: ToolOutcome): boolean {
  if (call.tool !== outcome.tool) return false;
  const given = taskTools[call.tool].parameters.safeParse(outcome.arguments);
  return given.success && JSON.stringify(given.data) === JSON.stringify(call.arguments);
}
