import { failed, isReply, knownUnits, oneUnit, rereadFor, type Asked, type Reply } from './reply.ts';
import { deployUnderWay, lastDeploy, listing, readDiagnosisText, readStatusText } from './texts.ts';
import { mayName, unitsIn } from './units-in.ts';

/** Why something fails: the gravest cause, what shows it, one thing to do. */
export async function answerFailing(asked: Asked): Promise<Reply> {
  const diagnosis = await asked.desk.call('diagnose');
  if (diagnosis.isError) return failed(diagnosis);
  const all = readDiagnosisText(diagnosis.text);
  const question = rereadFor(asked.asked, unitNames(all));
  const named = unitsIn(question, unitNames(all));
  const chosen = named.length > 0 ? all.filter(({ unit }) => named.includes(unit)) : all;
  const sick = chosen.filter(({ isHealthy }) => !isHealthy);
  const well = unitNames(chosen.filter(({ isHealthy }) => isHealthy));
  const elsewhere = unitNames(all.filter((each) => !each.isHealthy && !chosen.includes(each)));
  const rest = elsewhere.length > 0 ? `\nNot healthy besides: ${listing(elsewhere)}.` : '';
  if (sick.length === 0) return { text: `Healthy: ${listing(well)}. Every object is ready.${rest}` };
  const drift = await driftOf(asked, unitNames(sick));
  const blocks = sick.map(({ unit, text }) => `${unit} is not healthy.\n${text}`);
  const healthy = well.length > 0 ? [`Healthy: ${listing(well)}.`] : [];
  return { text: [...blocks, ...drift, ...healthy].join('\n') + rest };
}

function unitNames(units: readonly { readonly unit: string }[]): readonly string[] {
  return units.map(({ unit }) => unit);
}

/** What somebody changed by hand on units that are not healthy is often why. */
async function driftOf({ desk, hasWorkspace }: Asked, units: readonly string[]): Promise<readonly string[]> {
  const status = await desk.call('status');
  if (status.isError) return [];
  const drifted = readStatusText(status.text).filter(
    ({ unit, drift }) => units.includes(unit) && drift.length > 0,
  );
  if (drifted.length === 0) return [];
  const back = hasWorkspace ? 'todo-deploy deploy' : 'todo-deploy ask "undo the drift"';
  const lines = drifted.flatMap(({ drift }) => drift.map((line) => `  ${line}`));
  return ['Changed by hand since the last deploy:', ...lines, `Putting it back: ${back}`];
}

/** How everything is: what is not healthy, what others changed, what is under way. */
export async function answerHealth(asked: Asked): Promise<Reply> {
  const { desk } = asked;
  const diagnosis = await desk.call('diagnose');
  if (diagnosis.isError) return failed(diagnosis);
  const all = readDiagnosisText(diagnosis.text);
  if (all.some(({ isHealthy }) => !isHealthy)) return answerKnown(asked, diagnosis.text);
  const status = await desk.call('status');
  if (status.isError) return failed(status);
  const drift = readStatusText(status.text).flatMap((each) => each.drift);
  const doing = deployUnderWay(status.text);
  const healthy = `Healthy: ${listing(unitNames(all))}. Every object is ready.`;
  const drifts =
    drift.length === 0
      ? ['Nothing was changed by hand since the last deploy.']
      : ['Changed by hand since the last deploy:', ...drift.map((line) => `  ${line}`)];
  return { text: [healthy, ...drifts, ...(doing === undefined ? [] : [`Under way: ${doing}.`])].join('\n') };
}

/** The same as for a failure, without a second call for what was read already. */
function answerKnown(asked: Asked, text: string): Promise<Reply> {
  const desk: Asked['desk'] = {
    ...asked.desk,
    call: (tool, input) =>
      tool === 'diagnose' ? Promise.resolve({ text, isError: false }) : asked.desk.call(tool, input),
  };
  return answerFailing({ ...asked, desk });
}

export async function answerStatus({ desk }: Asked): Promise<Reply> {
  const status = await desk.call('status');
  return status.isError ? failed(status) : { text: status.text.trim() };
}

/** What was deployed, and what others changed. */
export async function answerChanges(asked: Asked): Promise<Reply> {
  const found = await knownUnits(asked);
  if (isReply(found)) return found;
  const [unit] = unitsIn(rereadFor(asked.asked, found.units), found.units);
  const history = await asked.desk.call('history', unit === undefined ? {} : { unit });
  if (history.isError) return failed(history);
  const drift = readStatusText(found.status)
    .filter((each) => unit === undefined || each.unit === unit)
    .flatMap((each) => each.drift);
  const byHand =
    drift.length === 0
      ? 'Nothing was changed by hand since.'
      : ['Changed by hand since:', ...drift.map((line) => `  ${line}`)].join('\n');
  return { text: `${history.text.trim()}\n${byHand}` };
}

/** Why a unit does not run what somebody expects: the first of the reasons that there can be. */
export async function answerNotUpdated(asked: Asked): Promise<Reply> {
  const found = await knownUnits(asked);
  if (isReply(found)) return found;
  const { units, status } = found;
  const doing = deployUnderWay(status);
  if (doing !== undefined) return { text: `A deploy is still under way (${doing}).` };
  const chosen = oneUnit(rereadFor(asked.asked, units), units, { mayBeAll: false });
  if (isReply(chosen)) return chosen;
  const { unit = '' } = chosen;
  const { state, age = '?' } = readStatusText(status).find((each) => each.unit === unit) ?? {};
  if (state !== 'ready') return answerFailing(asked);
  const history = await asked.desk.call('history', { unit });
  const last = lastDeploy(history.text);
  return last?.outcome === 'failed'
    ? {
        text: `The last deploy failed, so ${unit} runs what it ran before: ${last.line}.\nNext: todo-deploy deploy --unit ${unit}, which names the cause`,
      }
    : whatIsDue(asked, { unit, age });
}

/** What a deploy would bring, where the workspace can be seen. */
async function whatIsDue(
  { desk, hasWorkspace }: Asked,
  { unit, age }: { readonly unit: string; readonly age: string },
): Promise<Reply> {
  const runs = `${unit} runs what it was last deployed with, ${age} ago.`;
  if (!hasWorkspace) return { text: `${runs} What the workspace holds cannot be seen from here.` };
  const explained = await desk.call('explain', { unit });
  return explained.isError ? failed(explained) : { text: `${runs}\n${explained.text.trim()}` };
}

const linesDefault = 20;
const linesMax = 200;

export async function answerLogs(asked: Asked): Promise<Reply> {
  const found = await knownUnits(asked);
  if (isReply(found)) return found;
  const question = rereadFor(asked.asked, found.units);
  const [unit, another] = unitsIn(question, found.units);
  if (unit === undefined || another !== undefined)
    return { text: `Of which unit? There are ${found.units.join(', ')}.` };
  const wished = /\b(\d{1,4}) lines?\b/.exec(question.text)?.[1];
  const lines = wished === undefined ? linesDefault : Math.min(Math.max(Number(wished), 1), linesMax);
  const previous = /\b(previous|before (it|the)|last (run|start|crash)|crashed)\b/.test(question.text);
  const log = await asked.desk.call('logs', { unit, lines, ...(previous && { previous }) });
  return log.isError ? failed(log) : { text: log.text.trim() };
}

/** What needs no more than one call of a tool, for one unit or all. */
export function answerWith(tool: string, without: string): (asked: Asked) => Promise<Reply> {
  return async (asked) => {
    if (!asked.desk.tools.some(({ name }) => name === tool)) return { text: without };
    const found =
      mayName(asked.question) && tool !== 'review-dockerfile'
        ? await knownUnits(asked)
        : { units: [], status: '' };
    if (isReply(found)) return found;
    const [unit] = unitsIn(rereadFor(asked.asked, found.units), found.units);
    const warnings = tool === 'events' && /\bwarnings\b/.test(asked.question.text);
    const input = { ...(unit !== undefined && { unit }), ...(warnings && { warnings }) };
    const answer = await asked.desk.call(tool, input);
    return answer.isError ? failed(answer) : { text: answer.text.trim() };
  };
}
