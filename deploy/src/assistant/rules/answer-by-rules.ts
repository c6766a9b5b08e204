import type { Desk } from '../desk.ts';
import { readPlan } from '../plan-facts.ts';
import {
  answerChanges,
  answerFailing,
  answerHealth,
  answerLogs,
  answerNotUpdated,
  answerStatus,
  answerWith,
} from './answer-reads.ts';
import { answerDeploy, answerRestore, answerRollback, answerScale } from './answer-writes.ts';
import { intentOf, type Intent } from './intents.ts';
import { readQuestion } from './question.ts';
import type { Asked, Reply } from './reply.ts';

const abilities =
  'what runs, why something fails, what changed, what a deploy would change, logs, events and resources, what is wrong with Dockerfiles, and it can deploy, scale and roll back a unit';

/** What each kind of question is answered by. */
const answers: Readonly<Record<Intent, (asked: Asked) => Promise<Reply>>> = {
  'not-updated': answerNotUpdated,
  dockerfile: answerWith(
    'review-dockerfile',
    'There are no Dockerfiles to review where only the cluster is.',
  ),
  logs: answerLogs,
  events: answerWith('events', 'Events cannot be read here; ask why something fails instead.'),
  restore: answerRestore,
  rollback: answerRollback,
  scale: answerScale,
  beyond: () => say(`That is none of what this can do: it tells ${abilities}.`),
  failing: answerFailing,
  resources: answerWith(
    'resources',
    'What units ask for and use cannot be read here; ask why something fails to see what ran out of memory.',
  ),
  plan: answerPlan,
  deploy: answerDeploy,
  status: answerStatus,
  changes: answerChanges,
  health: answerHealth,
  unknown: () =>
    say(`Without a model this answers only questions on the environment: it tells ${abilities}.`),
};

/**
 * Answers a question without a model: by what its words say it is about. The same question has the same calls and the same
 * answer as long as the environment is the same.
 */
export function answerByRules(
  asked: string,
  { desk, hasWorkspace }: { readonly desk: Desk; readonly hasWorkspace: boolean },
): Promise<Reply> {
  const question = readQuestion(asked);
  return answers[intentOf(question)]({ asked, question, desk, hasWorkspace });
}

async function answerPlan(asked: Asked): Promise<Reply> {
  const { text, ...rest } = await answerWith('plan', '')(asked);
  return { ...rest, text: readPlan(text).shown.trim(), showsPlan: true };
}

function say(text: string): Promise<Reply> {
  return Promise.resolve({ text });
}
