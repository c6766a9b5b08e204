import type { Desk, DeskAnswer } from '../desk.ts';
import { readQuestion, type Question } from './question.ts';
import { readStatusText } from './texts.ts';
import { strangerIn, unitsIn } from './units-in.ts';

/** What an answer is made from. */
export interface Asked {
  readonly asked: string;
  readonly question: Question;
  readonly desk: Desk;
  /** Whether there is a workspace that a deploy is made from. */
  readonly hasWorkspace: boolean;
}

export interface Reply {
  readonly text: string;
  /** Of the error, where the answer is one. */
  readonly code?: string;
  /** Whether it shows the last plan that was made, for the person to carry out. */
  readonly showsPlan?: boolean;
}

export function failed({ text, code }: DeskAnswer): Reply {
  return { text: text.trim(), ...(code !== undefined && { code }) };
}

/** The question again, with what is called like a unit left as it is. */
export function rereadFor(asked: string, units: readonly string[]): Question {
  return readQuestion(asked, units);
}

/** The names of all units that were deployed, or what is to be answered in place of them. */
export async function knownUnits({
  desk,
}: Asked): Promise<{ readonly units: readonly string[]; readonly status: string } | Reply> {
  const status = await desk.call('status');
  if (status.isError) return failed(status);
  return { units: readStatusText(status.text).map(({ unit }) => unit), status: status.text };
}

/** The one unit that an order is about, or what is to be answered in place of it. */
export function oneUnit(
  question: Question,
  units: readonly string[],
  { mayBeAll }: { readonly mayBeAll: boolean },
): { readonly unit?: string } | Reply {
  const named = unitsIn(question, units);
  const [unit] = named;
  const there = `There are ${units.join(', ')}.`;
  if (named.length > 1) return { text: `One unit at a time: ${named.join(' or ')}?` };
  if (unit !== undefined) return { unit };
  const stranger = strangerIn(question);
  if (stranger !== undefined) return { text: `There is no unit ${stranger}. ${there}` };
  return mayBeAll ? {} : { text: `Which unit? ${there}` };
}

export function isReply(value: object): value is Reply {
  return 'text' in value;
}
