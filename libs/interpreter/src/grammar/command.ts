import type { TaskStatusFilter } from '@todo/contracts';

/** Which tasks a command speaks of, as its words say it; what they mean is decided with the tasks at hand. */
export type Target =
  | { readonly by: 'ids'; readonly ids: readonly number[] }
  /** Places in the list that was shown last, counted from 1; from the end where negative. */
  | { readonly by: 'positions'; readonly positions: readonly number[] }
  /** “it”: the task that was spoken of last. */
  | { readonly by: 'pronoun' }
  /** “them”: the tasks that were shown last. */
  | { readonly by: 'shown' }
  | { readonly by: 'status'; readonly status: TaskStatusFilter }
  /** Words of a title; where no title has them all, each of the parts may be one: “the milk and the bread”. */
  | { readonly by: 'words'; readonly words: string; readonly parts: readonly string[] }
  /** What several commands of one message name, taken together. */
  | { readonly by: 'several'; readonly targets: readonly Target[] }
  | { readonly by: 'nothing' };

/** A rename where the words leave open where the old title ends: each place that is possible. */
export interface Renaming {
  readonly target: Target;
  readonly title: string;
}

export type Command =
  | { readonly intent: 'add'; readonly titles: readonly string[]; readonly description?: string }
  | { readonly intent: 'list'; readonly status: TaskStatusFilter; readonly target?: Target }
  | { readonly intent: 'complete'; readonly target: Target }
  | { readonly intent: 'delete'; readonly target: Target }
  | { readonly intent: 'rename'; readonly renamings: readonly Renaming[] }
  | { readonly intent: 'describe'; readonly target: Target; readonly description?: string }
  | { readonly intent: 'reopen' | 'undo' | 'schedule' | 'prioritise' }
  | { readonly intent: 'help' | 'greet' | 'thank' | 'agree' | 'decline' }
  /** `isTask`: whether the words may be meant as a task; a question is not. */
  | { readonly intent: 'unknown'; readonly words: string; readonly isTask: boolean };

export type Intent = Command['intent'];
/** The member of the union that has this intent, perhaps besides others. */
export type CommandOf<Name extends Intent, Member extends Command = Command> = Member extends Command
  ? Name extends Member['intent']
    ? Member
    : never
  : never;

/**
 * How surely a clause is a command, for telling “… and complete task 3” from “… and complete the form”:
 * `bare` without a verb at its head, `head` with one, `explicit` where it also names a task or the list.
 */
export type Strength = 'bare' | 'head' | 'explicit';

export interface ParsedClause {
  readonly command: Command;
  readonly strength: Strength;
}
