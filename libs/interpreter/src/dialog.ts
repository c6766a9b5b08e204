// What a conversation remembers between two messages. Nothing of it is stored: it follows from the messages and the tool
// results that are, so that any replica can go on with any conversation, also after a restart.
import type { Question } from './plan.ts';

/** What one tool answered. */
export interface ToolOutcome {
  readonly tool: string;
  readonly arguments: unknown;
  /** The result; the error's text where it failed. */
  readonly output: unknown;
  readonly isError: boolean;
}

export interface DialogState {
  /** Ids of the tasks that were shown last, in the order in which they were shown. */
  readonly shown: readonly number[];
  /** Id of the task that was spoken of last. */
  readonly lastTask?: number;
  /** What the user was asked in the last answer. */
  readonly question?: Question;
}

export const newDialog: DialogState = { shown: [] };
