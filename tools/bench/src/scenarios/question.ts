import type { ToolServer } from '../servers/tool-server.ts';

/** Calls a tool, and gives its text. */
export type Ask = (tool: string, input?: Readonly<Record<string, unknown>>) => Promise<string>;

/** Where the app runs that is asked about. */
export interface Place {
  readonly namespace: string;
  readonly release: string;
}

/** What is asked of both servers, in one state of the environment. */
export interface Question {
  readonly text: string;
  /** What an answer must hold, in words. */
  readonly fact: string;
  readonly ours: Way;
  readonly theirs: Way;
}

/** The shortest way to the answer on one server. */
export interface Way {
  readonly take: (ask: Ask, place: Place) => Promise<unknown>;
  /** Each is found in what was answered, when that holds the fact. */
  readonly holds: readonly RegExp[];
}

/** What one way cost. */
export interface Outcome {
  /** Names of the tools, in the order of the calls. */
  readonly calls: readonly string[];
  /** Of the answers' texts. */
  readonly bytes: number;
  readonly isAnswered: boolean;
}

/** Goes one way, and tells what it cost and whether the answers hold the fact. */
export async function takeWay(
  server: Pick<ToolServer, 'call'>,
  { take, holds }: Way,
  place: Place,
): Promise<Outcome> {
  const calls: string[] = [];
  const answers: string[] = [];
  let hasFailed = false;
  await take(async (tool, input = {}) => {
    const { text, isError } = await server.call(tool, input);
    calls.push(tool);
    answers.push(text);
    hasFailed ||= isError;
    return text;
  }, place);
  return {
    calls,
    bytes: answers.reduce((sum, text) => sum + Buffer.byteLength(text), 0),
    isAnswered: !hasFailed && holds.every((pattern) => pattern.test(answers.join('\n'))),
  };
}
