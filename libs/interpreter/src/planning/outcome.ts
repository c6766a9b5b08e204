import type { KnownTask, NamedTask, PlannedCall, Question, Remark } from '../plan.ts';
import type { CallState, ChangingCall, Turn } from './turn.ts';

/**
 * What a command came to. `queued`: its tools will be called next, and those of the next command may be called with them.
 * `blocked`: what it needs, and so what comes after it, is not known before the queued tools have answered.
 */
export type Outcome = 'queued' | 'blocked' | Settled;

export interface Settled {
  readonly remarks: readonly Remark[];
  readonly question?: Question;
}

export function tell(...remarks: readonly Remark[]): Settled {
  return { remarks };
}

export function ask(question: Question): Settled {
  return { remarks: [], question };
}

type Done = 'added' | 'completed' | 'deleted' | 'renamed' | 'described';

/** Makes the calls, and tells of each what it did; none is left out because another failed. */
export function carryOut(turn: Turn, calls: readonly ChangingCall[]): Outcome {
  const states = calls.map((call) => ({ call, made: turn.change(call) }));
  if (states.some(({ made }) => made.state === 'queued')) return 'queued';
  return { remarks: states.flatMap(({ call, made }) => remarkOn(call, made)) };
}

function remarkOn(call: ChangingCall, made: CallState<NamedTask>): Remark[] {
  if (made.state === 'queued') return [];
  return made.state === 'told' ? [made.remark] : [{ tell: doneBy(call), task: made.result }];
}

function doneBy(call: ChangingCall): Done {
  switch (call.tool) {
    case 'add_task':
      return 'added';
    case 'complete_task':
      return 'completed';
    case 'delete_task':
      return 'deleted';
    case 'update_task':
      return typeof call.arguments.title === 'string' ? 'renamed' : 'described';
  }
}

/** Asks before several tasks, or one that is only guessed, are changed. */
export function confirm(action: 'complete' | 'delete', tasks: readonly KnownTask[]): Settled {
  const tool = action === 'complete' ? 'complete_task' : 'delete_task';
  const calls: PlannedCall[] = tasks.map(({ id }) => ({ tool, arguments: { task_id: id } }));
  return ask({
    ask: 'confirmation',
    action,
    calls,
    tasks: tasks.map(({ id, title }) => ({ id, title })),
  });
}
