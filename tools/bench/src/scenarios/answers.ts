import type { Bench } from '../bench.ts';
import { releaseName } from '../contenders/contender.ts';
import { answersSection, type Reply } from './answers-section.ts';
import { kubernetesMcpServer } from '../servers/kubernetes-mcp-server.ts';
import { todoDeployServer } from '../servers/todo-deploy-server.ts';
import type { ToolServer } from '../servers/tool-server.ts';
import { deployApp } from './app-under-question.ts';
import { brokenStates } from './broken-states.ts';
import { takeWay, type Outcome, type Place, type Question } from './question.ts';
import { soundQuestions } from './questions.ts';
import type { Scenario } from './scenario.ts';

/** The same questions to two servers of tools for AI models, about one environment. */
export const answers: Scenario = {
  name: 'answers',
  summary: 'calls and bytes until a model can answer a question',
  async run(bench) {
    const theirs = await kubernetesMcpServer(bench);
    const app = await deployApp(bench);
    const ours = await todoDeployServer(bench, app.workspace);
    const place = { namespace: app.namespace, release: releaseName };
    const servers = { ours, theirs: 'missing' in theirs ? undefined : theirs };
    const replies: Reply[] = [];
    for (const question of soundQuestions) replies.push(await pose(bench, question, { servers, place }));
    for (const state of brokenStates) {
      const work = () => pose(bench, state.question, { servers, place });
      replies.push(await app.during(state, work));
    }
    const missing = 'missing' in theirs ? [`\`kubernetes-mcp-server\`: ${theirs.missing}`] : [];
    return [answersSection(replies, { ...servers, missing })];
  },
};

interface Posing {
  readonly servers: { readonly ours: ToolServer; readonly theirs: ToolServer | undefined };
  readonly place: Place;
}

async function pose({ say }: Bench, question: Question, { servers, place }: Posing): Promise<Reply> {
  const { text, fact } = question;
  const ours = await takeWay(servers.ours, question.ours, place);
  const theirs = servers.theirs && (await takeWay(servers.theirs, question.theirs, place));
  say(`  ${text}`);
  for (const [name, outcome] of Object.entries({ ours, theirs }))
    if (outcome) say(`    ${name}: ${sum(outcome)}`);
  return { question: text, fact, ours, theirs };
}

function sum({ calls, bytes, isAnswered }: Outcome): string {
  return `${calls.join(', ')}; ${bytes} B${isAnswered ? '' : '; NOT ANSWERED'}`;
}
