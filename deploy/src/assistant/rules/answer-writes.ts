import type { Operation, Wish } from '../approvals.ts';
import type { DeskAnswer } from '../desk.ts';
import { readPlan } from '../plan-facts.ts';
import { replicasIn, type ReplicasWish } from './replicas-in.ts';
import { failed, isReply, knownUnits, oneUnit, rereadFor, type Asked, type Reply } from './reply.ts';

const replicasMax = 100;
/** Whatever number is asked for in a plan shows the one that runs; this one is most often the one that is wanted too. */
const trialReplicas = 2;

/** What the workspace holds; where only the cluster is, what the last deploy was of. */
export async function answerDeploy(asked: Asked): Promise<Reply> {
  const found = await target(asked, { mayBeAll: true });
  if (isReply(found)) return found;
  const { unit, question } = found;
  const wish = replicasIn(question);
  return wish?.kind === 'number' && unit !== undefined
    ? deployInto(asked, { unit, replicas: wish.replicas })
    : deployUnit(asked, unit);
}

/** Deploys a unit where that is due, and runs it in so many pods: two plans, each to be agreed to. */
async function deployInto(asked: Asked, { unit, replicas }: Omit<Scaling, 'lead'>): Promise<Reply> {
  const wish = { unit };
  const planned = await asked.desk.call('plan', wish);
  if (planned.isError) return failed(planned);
  const { hash, isOnlyReplicas } = readPlan(planned.text);
  // A deploy would only undo the very number that is asked for.
  if (hash === undefined || isOnlyReplicas)
    return scaleTo(asked, { unit, replicas, lead: `${unit} is up to date.` });
  const deployed = await carryOut(asked, { operation: 'deploy', wish, hash, lead: '' });
  if (deployed.isOpen || deployed.code !== undefined) return withoutState(deployed);
  const scaled = await scaleTo(asked, { unit, replicas, lead: '' });
  return { ...scaled, text: `${deployed.text}\n${scaled.text}` };
}

async function deployUnit(asked: Asked, unit: string | undefined): Promise<Reply> {
  const nothing = asked.hasWorkspace
    ? 'What runs is what the workspace holds.'
    : 'What runs is what was last deployed.';
  return change(asked, { operation: 'deploy', wish: unit === undefined ? {} : { unit }, lead: '', nothing });
}

/** What was changed by hand is put back: a deploy does that. */
export function answerRestore(asked: Asked): Promise<Reply> {
  return deployUnit(asked, undefined);
}

export async function answerRollback(asked: Asked): Promise<Reply> {
  const found = await target(asked, { mayBeAll: true });
  if (isReply(found)) return found;
  const { unit, question } = found;
  const revision = /\b(?:revision|version|to) #?(\d{1,6})\b/.exec(question.text)?.[1];
  if (revision !== undefined && unit === undefined)
    return { text: `Of which unit? There are ${found.units.join(', ')}.` };
  const wish = {
    ...(unit !== undefined && { unit }),
    ...(revision !== undefined && { revision: Number(revision) }),
  };
  return change(asked, {
    operation: 'rollback',
    wish,
    lead: '',
    nothing: 'There is nothing to go back from: it runs that already.',
  });
}

export async function answerScale(asked: Asked): Promise<Reply> {
  const found = await target(asked, { mayBeAll: false });
  if (isReply(found)) return found;
  const { unit = '', question } = found;
  const wish = replicasIn(question) ?? { kind: 'step', by: 1 };
  return wish.kind === 'number'
    ? scaleTo(asked, { unit, replicas: wish.replicas, lead: '' })
    : scaleBy(asked, { unit, wish });
}

type ChangeWish = Exclude<ReplicasWish, { kind: 'number' }>;

async function scaleBy(
  asked: Asked,
  { unit, wish }: { readonly unit: string; readonly wish: ChangeWish },
): Promise<Reply> {
  const planned = await asked.desk.call('plan', { operation: 'scale', unit, replicas: trialReplicas });
  if (planned.isError) return failed(planned);
  // A plan names the number that it would change.
  const now = readPlan(planned.text).replicas?.from ?? trialReplicas;
  const replicas = Math.min(Math.max(wanted(wish, now), 0), replicasMax);
  const runs = `${unit} runs in ${pods(now)} now`;
  if (replicas === 0 && now <= 1)
    return { text: `${runs}; with none it would serve nobody. Say scale ${unit} to 0 if that is meant.` };
  const lead = `${runs}, so ${replicas}${reasonOf(wish)}.`;
  return scaleTo(asked, { unit, replicas, lead, ...(replicas === trialReplicas && { planned }) });
}

function wanted(wish: ChangeWish, now: number): number {
  return wish.kind === 'times' ? Math.ceil(now * wish.factor) : now + wish.by;
}

function reasonOf(wish: ChangeWish): string {
  if (wish.kind !== 'step') return '';
  const way = wish.by > 0 ? 'one more' : 'one fewer';
  return `: ${way} is the smallest step, as no number was named; look at the load again after it`;
}

interface Scaling {
  readonly unit: string;
  readonly replicas: number;
  /** What is said before. */
  readonly lead: string;
  /** The plan of just that, where it was made already. */
  readonly planned?: DeskAnswer;
}

function scaleTo(asked: Asked, { unit, replicas, lead, planned }: Scaling): Promise<Reply> {
  const nothing = `${lead === '' ? '' : `${lead} `}${unit} runs in ${pods(replicas)} already; nothing to change.`;
  const wanted = { operation: 'scale', wish: { unit, replicas }, lead, nothing } as const;
  return change(asked, { ...wanted, ...(planned && { planned }) });
}

function pods(count: number): string {
  return `${count} pod${count === 1 ? '' : 's'}`;
}

interface Change {
  readonly operation: Operation;
  readonly wish: Wish;
  readonly lead: string;
  /** What is answered where there is nothing to change. */
  readonly nothing: string;
  readonly planned?: DeskAnswer;
}

async function change(asked: Asked, { nothing, planned: made, ...wanted }: Change): Promise<Reply> {
  const { operation, wish } = wanted;
  const planned = made ?? (await asked.desk.call('plan', { operation, ...wish }));
  if (planned.isError) return failed(planned);
  const { hash } = readPlan(planned.text);
  if (hash === undefined) return { text: nothing };
  return withoutState(await carryOut(asked, { ...wanted, hash }));
}

interface Carried extends Reply {
  /** Whether it was not done, as nobody agreed to it. */
  readonly isOpen: boolean;
}

function withoutState({ isOpen: _isOpen, ...reply }: Carried): Reply {
  return reply;
}

/** Calls the tool that does it; the person is asked by then, by whoever guards that tool. */
async function carryOut(
  { desk }: Asked,
  { operation, wish, hash, lead }: Omit<Change, 'nothing' | 'planned'> & { readonly hash: string },
): Promise<Carried> {
  const done = await desk.call(operation, { ...wish, planHash: hash });
  const before = lead === '' ? '' : `${lead}\n`;
  if (done.code === 'PLAN_NOT_APPROVED') {
    const why = done.text.includes('said no') ? ', as you said no' : ' yet, as nobody agreed to the plan';
    return { isOpen: true, text: `${before}Nothing was done${why}.` };
  }
  if (done.isError) return { isOpen: false, ...failed(done) };
  return { isOpen: false, text: `${before}${outcomeOf(done.text)}` };
}

/** The last lines of what a deploy told: what it changed, and how long that holds. */
function outcomeOf(transcript: string): string {
  const lines = transcript.trim().split('\n');
  const from = lines.findLastIndex((line) => /^(deployed|nothing to do)\b/.test(line));
  return lines.slice(Math.max(from, 0)).join('\n');
}

async function target(asked: Asked, options: { readonly mayBeAll: boolean }) {
  const found = await knownUnits(asked);
  if (isReply(found)) return found;
  const { units } = found;
  if (units.length === 0 && !asked.hasWorkspace) return { text: 'Nothing was deployed here yet.' };
  const question = rereadFor(asked.asked, units);
  const chosen = units.length === 0 ? {} : oneUnit(question, units, options);
  return isReply(chosen) ? chosen : { ...chosen, units, question };
}
