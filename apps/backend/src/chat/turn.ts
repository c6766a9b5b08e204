import type { Message, ToolCall } from '@todo/contracts';
import { callsMax, deletesSeveral, type DialogState, isYes, replay } from '@todo/interpreter';
import type { TaskService } from '../todos/todos.service.ts';
import { refusedDeletes } from './refused-deletes.ts';
import { toPastTurns } from './to-past-turns.ts';

/** One message of a user on its way to an answer: what the model and the tools share. The user comes from the session. */
export interface Turn {
  readonly userId: string;
  readonly tasks: TaskService;
  readonly message: string;
  /** The conversation's messages before this one, oldest first. */
  readonly history: readonly Message[];
  /** What the conversation remembers, as the interpreter reads it. */
  readonly dialog: DialogState;
  /** What the tools were called with and answered, in their order. */
  readonly calls: ToolCall[];
  /** Aborts when the turn is given up. */
  readonly signal: AbortSignal;
  /** How many tools may be called. */
  readonly callsMax: number;
  /** Tells that the model wants these tasks deleted, before any of them is. */
  readonly noteDeletes: (taskIds: readonly number[]) => void;
  /** Whether the task may be deleted: the only one of the turn may, several only after their owner's yes. */
  readonly mayDelete: (taskId: number) => boolean;
}

export interface TurnOptions {
  readonly userId: string;
  readonly tasks: TaskService;
  readonly message: string;
  readonly history: readonly Message[];
  readonly locale: string;
  readonly signal: AbortSignal;
}

/** What one message may call: each thing that it asks for, and the look-up that this may need. */
const callsMaxPerTurn = 2 * callsMax;

/** Messages that are replayed: what is asked or shown further back is forgotten. */
const replayedMax = 20;

export function createTurn({ locale, ...options }: TurnOptions): Turn {
  const { message, history } = options;
  const dialog = replay(toPastTurns(history.slice(-replayedMax)), locale);
  const confirmation = isYes(message, locale) ? dialog.question : undefined;
  const confirmedCalls = confirmation?.ask === 'confirmation' ? confirmation.calls : [];
  const confirmed = new Set([
    ...confirmedCalls.flatMap((call) => (call.tool === 'delete_task' ? [call.arguments.task_id] : [])),
    ...(isYes(message, locale) ? refusedDeletes(history.at(-1)) : []),
  ]);
  const wanted = new Set<number>();
  const isSeveral = deletesSeveral(message, locale);
  return {
    ...options,
    dialog,
    calls: [],
    callsMax: callsMaxPerTurn + confirmed.size + confirmedCalls.length,
    noteDeletes: (taskIds) => taskIds.forEach((id) => wanted.add(id)),
    mayDelete: (taskId) => confirmed.has(taskId) || (wanted.size <= 1 && !isSeveral),
  };
}
