import { formatQuantity } from '../report/format-quantity.ts';
import { atMostPartOf, type Bar, type CellTable, type Section } from '../report/section.ts';
import type { ToolServer } from '../servers/tool-server.ts';
import { logLines } from './questions.ts';
import type { Outcome } from './question.ts';

/** What became of one question. */
export interface Reply {
  readonly question: string;
  readonly fact: string;
  readonly ours: Outcome;
  /** Absent when there is no other server. */
  readonly theirs: Outcome | undefined;
}

export interface AnswersContext {
  readonly ours: Described;
  readonly theirs: Described | undefined;
  readonly missing: readonly string[];
}

type Described = Pick<ToolServer, 'version' | 'toolCount' | 'definitionBytes'>;

const ownName = 'todo-deploy';
const otherName = 'kubernetes-mcp-server';

/** The part of the page about questions. */
export function answersSection(
  replies: readonly Reply[],
  { ours, theirs, missing }: AnswersContext,
): Section {
  return {
    title: 'The same questions to two servers',
    method: method(theirs),
    tables: [costs(replies), ways(replies), definitions(ours, theirs)],
    bars: bars(replies),
    missing,
  };
}

function method(theirs: Described | undefined): string {
  return [
    `This app runs in a namespace of its own, deployed twice so that there is something to go back to; its backend has answered ${logLines} requests of four paths with different statuses. \`todo-deploy mcp\` and \`${otherName}\`${theirs ? ` ${theirs.version}` : ''} (\`--read-only --toolsets core\`, otherwise as it comes) are asked over standard input and output, one right after the other, first while all is well. Then the backend's container is patched into one broken state after another; each is asked about as soon as the cluster shows it, and undone.`,
    `No model takes part: the calls are written down beforehand, for each server the fewest with which a model that knows it well can answer truthfully. For \`${otherName}\` it is taken as known what the namespace, the labels and the workloads are called. Events of a namespace outlive their pods, so the list of pods comes first, and then only the warnings about the pod that is not ready; after a crash the log without the events. Requests and limits are only in whole objects. Both are asked for the same ${logLines} lines of the log.`,
    `A question counts as answered when no call failed and the answers hold the fact, which a pattern looks for. Bytes are those of the answers' text content, as a model reads it; the copy as structured content that \`${otherName}\` adds to some answers is not counted. Each question is asked once: counts hardly vary.`,
  ].join('\n\n');
}

function costs(replies: readonly Reply[]): CellTable {
  const head = ['', `${ownName}: calls`, 'bytes', `${otherName}: calls`, 'bytes', 'ratio of bytes'];
  const cells = replies.map((reply) => [
    reply.question,
    ...outcomeCells(reply.ours),
    ...outcomeCells(reply.theirs),
    reply.theirs ? ratio({ ours: reply.ours, theirs: reply.theirs }) : '',
  ]);
  return {
    caption: 'Calls, and bytes of the answers',
    cells: [head, ...cells, ...totals(bothAnswered(replies))],
  };
}

/** The sum, and what it would be without the question that does most for it, and the one that does least. */
function totals(pairs: readonly Pair[]): readonly (readonly string[])[] {
  const row = (name: string, some: readonly Pair[]) => {
    const { ours, theirs } = sums(some);
    return [
      name,
      String(ours.calls),
      bytes(ours.bytes),
      String(theirs.calls),
      bytes(theirs.bytes),
      ratio({ ours, theirs }),
    ];
  };
  const byRatio = pairs.toSorted((a, b) => bytesRatio(b) - bytesRatio(a));
  const without = (pair: Pair) =>
    row(
      `without “${pair.question}”`,
      pairs.filter((each) => each !== pair),
    );
  const [most] = byRatio;
  const least = byRatio.at(-1);
  if (!most || !least) return [];
  return [
    row(`all ${pairs.length} that both answered`, pairs),
    ...(most === least ? [] : [without(most), without(least)]),
  ];
}

function outcomeCells(outcome: Outcome | undefined): readonly string[] {
  if (!outcome) return ['', ''];
  const { calls, isAnswered } = outcome;
  return [String(calls.length), `${bytes(outcome.bytes)}${isAnswered ? '' : ', **not answered**'}`];
}

function ways(replies: readonly Reply[]): CellTable {
  const head = ['', 'an answer holds', ownName, otherName];
  const cells = replies.map(({ question, fact, ours, theirs }) => [
    question,
    fact,
    callList(ours),
    theirs ? callList(theirs) : '',
  ]);
  return { caption: 'Which calls', cells: [head, ...cells] };
}

/** `pods_list`, `resources_get` × 3 */
function callList({ calls }: Outcome): string {
  return [...new Set(calls)]
    .map((name) => {
      const times = calls.filter((call) => call === name).length;
      return `\`${name}\`${times > 1 ? ` × ${times}` : ''}`;
    })
    .join(', ');
}

function definitions(ours: Described, theirs: Described | undefined): CellTable {
  const row = (name: string, { toolCount, definitionBytes }: Described) => [
    name,
    String(toolCount),
    bytes(definitionBytes),
  ];
  return {
    caption:
      'What a model is given before the first question: instructions, and names, descriptions and arguments of the tools',
    cells: [['', 'tools', 'bytes'], row(ownName, ours), ...(theirs ? [row(otherName, theirs)] : [])],
  };
}

function bars(replies: readonly Reply[]): readonly Bar[] {
  const answered = replies.filter(({ ours }) => ours.isAnswered).length;
  const all = {
    claim: 'todo-deploy answers every question',
    measured: `${answered} of ${replies.length}`,
    isMet: answered === replies.length,
  };
  const pairs = bothAnswered(replies);
  if (pairs.length === 0) return [all];
  const { ours, theirs } = sums(pairs);
  const pair = (key: keyof Cost) =>
    [
      { name: ownName, samples: [ours[key]] },
      { name: otherName, samples: [theirs[key]] },
    ] as const;
  return [
    all,
    ...atMostPartOf(`bytes of the answers at most 1/4 of ${otherName}`, pair('bytes'), 1 / 4),
    ...atMostPartOf(`calls at most those of ${otherName}`, pair('calls'), 1),
  ];
}

interface Cost {
  readonly calls: number;
  readonly bytes: number;
}

type Pair = Reply & { readonly theirs: Outcome };

/** What sums are made of: saying nothing does not pay. */
function bothAnswered(replies: readonly Reply[]): readonly Pair[] {
  return replies.filter((reply): reply is Pair => reply.ours.isAnswered && reply.theirs?.isAnswered === true);
}

function sums(pairs: readonly Pair[]): { readonly ours: Cost; readonly theirs: Cost } {
  const sum = (side: 'ours' | 'theirs'): Cost => ({
    calls: pairs.reduce((total, pair) => total + pair[side].calls.length, 0),
    bytes: pairs.reduce((total, pair) => total + pair[side].bytes, 0),
  });
  return { ours: sum('ours'), theirs: sum('theirs') };
}

function bytes(value: number): string {
  return formatQuantity(value, 'bytes');
}

interface Sizes {
  readonly ours: { readonly bytes: number };
  readonly theirs: { readonly bytes: number };
}

function bytesRatio({ ours, theirs }: Sizes): number {
  return theirs.bytes / ours.bytes;
}

function ratio(sizes: Sizes): string {
  return `× ${bytesRatio(sizes).toFixed(1)}`;
}
