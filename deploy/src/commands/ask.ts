import type { ErrorEntry } from '@todo/errors';
import type { CommandEntry } from '../command.ts';
import { modelVariables } from '../env.ts';
import { deployErrors } from '../errors.ts';
import { readAuthor } from '../nx/read-commit.ts';
import { openOperations } from '../operations/open-operations.ts';
import type { CommandContext } from '../run-command.ts';
import type { EnvironmentSession } from '../session.ts';

export const askCommand: CommandEntry = {
  summary: 'answer a question on the environment in plain words, or do what it asks for after a yes',
  details: `Answers by rules, or by a language model where OPENAI_API_KEY, OPENAI_BASE_URL or --model-url names one: any server with an
API like OpenAI's chat completions. Both have the tools of todo-deploy mcp. What writes shows its plan first and asks; where
nobody can be asked, it prints the plan and the command that carries it out. Each call is written down, and listed by
todo-deploy history --calls. The key of a model is only ever read from OPENAI_API_KEY.`,
  examples: [
    'todo-deploy ask "check why the pods are failing"',
    'todo-deploy ask "scale the backend to handle more load"',
    'todo-deploy ask "deploy the frontend with 2 replicas" --yes',
    'todo-deploy ask "optimise resource allocation" --model llama3.1 --model-url http://localhost:11434/v1',
  ],
  operands: [{ name: 'QUESTION', description: 'the question, in quotes', isRequired: true }],
  options: [
    'yes',
    'plan-hash',
    'model',
    'model-url',
    'no-model',
    'timeout',
    'no-rollback',
    'namespace',
    'release',
  ],
  scope: 'environment',
  run,
};

async function run(context: CommandContext<EnvironmentSession>): Promise<number> {
  const { session, options, report, signal, style, print, confirm, json } = context;
  const [{ ask }, { answerJson, describeAnswer }, { chooseModel }] = await Promise.all([
    import('../assistant/ask.ts'),
    import('../assistant/describe-answer.ts'),
    import('../assistant/model/model-options.ts'),
  ]);
  const [question = ''] = options.operands;
  const hasWorkspace = options.namespace === undefined;
  // In a terminal for somebody who waits, and where there is no file of calls.
  const isTold = !json && (confirm !== undefined || !hasWorkspace);
  const answer = await ask({
    question,
    operations: openOperations(session, { allowWrite: true, report: isTold ? report : undefined }),
    model: chooseModel(options, modelVariables),
    author: hasWorkspace ? await readAuthor(session.workspaceRoot) : undefined,
    yes: options.yes,
    planHash: options['plan-hash'],
    confirm,
    show: ({ text }) => json || print({ text, json: {} }),
    signal,
  });
  const place = { question, options };
  print({ text: describeAnswer(answer, { style, place }), json: answerJson(answer, place) });
  return exitCodeOf(answer.code);
}

/** 0 for an answer, and for one that is an error what a command that ends with it ends with. */
function exitCodeOf(code: string | undefined): number {
  if (code === undefined) return 0;
  const entries: Readonly<Record<string, ErrorEntry>> = deployErrors;
  return entries[code]?.exitCode ?? 1;
}
