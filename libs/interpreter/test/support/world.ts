import type { TaskToolName } from '@todo/contracts';
import {
  interpret,
  replay,
  type Answer,
  type KnownTask,
  type PastTurn,
  type PlannedCall,
  type ToolOutcome,
} from '../../src/index.ts';

const roundsMax = 8;

export interface SaidTurn {
  readonly calls: readonly PlannedCall[];
  readonly answer: Answer;
}

/** Somebody's tasks, and a conversation about them: what the tools and the database are to the assistant. */
export class World {
  readonly tasks: KnownTask[];
  private readonly turns: PastTurn[] = [];
  private nextId: number;

  constructor(tasks: readonly KnownTask[]) {
    this.tasks = tasks.map((task) => ({ ...task }));
    this.nextId = Math.max(0, ...tasks.map(({ id }) => id)) + 1;
  }

  /** One turn: plans, calls what is planned, plans again with the results, until there is an answer. */
  say(text: string): SaidTurn {
    const dialog = replay(this.turns, 'en');
    const results: ToolOutcome[] = [];
    const calls: PlannedCall[] = [];
    for (let round = 0; round < roundsMax; round++) {
      const plan = interpret(text, { dialog, results });
      if (plan.next === 'answer') {
        this.turns.push({ text, results });
        return { calls, answer: plan };
      }
      calls.push(...plan.calls);
      results.push(...plan.calls.map((call) => this.call(call)));
    }
    throw new Error(`No answer after ${roundsMax} rounds: ${text}`);
  }

  private call(call: PlannedCall): ToolOutcome {
    const { tool } = call;
    if (tool === 'list_tasks') return this.done(call, this.list(call.arguments.status ?? 'all'));
    if (tool === 'add_task')
      return this.done(call, this.add(call.arguments.title, call.arguments.description));
    const task = this.tasks.find(({ id }) => id === call.arguments.task_id);
    if (!task) return { tool, arguments: call.arguments, output: 'no such task', isError: true };
    return this.done(call, this.change(call, task));
  }

  private done(call: PlannedCall, output: unknown): ToolOutcome {
    return { tool: call.tool, arguments: call.arguments, output, isError: false };
  }

  private list(status: 'all' | 'pending' | 'completed'): KnownTask[] {
    return this.tasks
      .filter(({ completed }) => status === 'all' || completed === (status === 'completed'))
      .map((task) => ({ ...task }));
  }

  private add(title: string, description: string | null | undefined): unknown {
    const task = { id: this.nextId++, title, completed: false, ...(description ? { description } : {}) };
    this.tasks.push(task);
    return { task_id: task.id, status: 'created', title };
  }

  private change(call: Exclude<PlannedCall, { tool: 'add_task' | 'list_tasks' }>, task: KnownTask): unknown {
    if (call.tool === 'complete_task') task.completed = true;
    if (call.tool === 'delete_task') this.tasks.splice(this.tasks.indexOf(task), 1);
    if (call.tool === 'update_task') task.title = call.arguments.title ?? task.title;
    return { task_id: task.id, status: statuses[call.tool], title: task.title };
  }
}

const statuses = {
  complete_task: 'completed',
  delete_task: 'deleted',
  update_task: 'updated',
} satisfies Partial<Record<TaskToolName, string>>;
