import { describe, expect, it } from '@jest/globals';
import { describeDiagnosis } from '../../report/describe-diagnosis.ts';
import { describePlan } from '../../report/describe-plan.ts';
import { describeStatus } from '../../report/describe-status.ts';
import { plain } from '../../report/style.ts';
import type { UnitDiagnosis } from '../../read-diagnosis.ts';
import type { UnitStatus } from '../../read-status.ts';
import type { Desk, DeskAnswer } from '../desk.ts';
import { answerByRules } from './answer-by-rules.ts';

type Input = Readonly<Record<string, unknown>>;
type Answers = Readonly<Record<string, (input: Input) => string | DeskAnswer>>;

const place = { environment: 'test', namespace: 'todo' };
const healthy: readonly UnitDiagnosis[] = [{ unit: 'backend' }, { unit: 'frontend' }];
const sick: readonly UnitDiagnosis[] = [
  {
    unit: 'backend',
    trouble: {
      object: 'Deployment/todo/backend',
      code: 'IMAGE_NOT_PULLED',
      reason: 'ImagePullBackOff',
      grade: 'hopeless',
      cause: 'image r/backend:none cannot be pulled',
      advice: 'set an image that exists',
      evidence: ['Pod/todo/backend-1: ImagePullBackOff'],
    },
  },
  { unit: 'frontend' },
];

function statusText(changes: Partial<UnitStatus> = {}): string {
  const unit = (name: string): UnitStatus => ({
    unit: name,
    deployedAt: new Date(0).toISOString(),
    status: { state: 'ready', reason: 'Ready', message: 'all ready' },
    objects: [],
    drift: [],
  });
  const units = [{ ...unit('backend'), ...changes }, unit('frontend')];
  return describeStatus({ ...place, units }, { style: plain, now: 60_000, address: 'http://localhost' });
}

/** As the tool says it: the plan of a scale from so many pods. */
function planText(from: number, to: number): string {
  const field = { path: 'spec.replicas', from: String(from), to: String(to) };
  const change = {
    object: 'Deployment/todo/backend',
    action: 'update' as const,
    why: 'spec.replicas to change',
    fields: from === to ? [] : [field],
    restartsPods: false,
  };
  const changes = [{ ...change, action: from === to ? ('unchanged' as const) : change.action }];
  return describePlan({ ...place, hash: '0123456789abcdef', units: [{ unit: 'backend', changes }] }, plain);
}

const scales = (now: number) => ({
  plan: ({ replicas }: Input) => planText(now, Number(replicas)),
  scale: () => 'plan      1 to update\ndeployed backend: 1 object (1.0 s)\nHolds until the next deploy.\n',
});

async function answer(asked: string, answers: Answers, hasWorkspace = true) {
  const calls: string[] = [];
  const known: Answers = { status: () => statusText(), ...answers };
  const desk: Desk = {
    tools: Object.keys(known).map((name) => ({ name })) as unknown as Desk['tools'],
    calls: () => [],
    call(tool, input = {}) {
      calls.push(
        [tool, ...Object.entries(input).map(([name, value]) => `${name}=${String(value)}`)].join(' '),
      );
      const given = known[tool]?.(input) ?? {
        text: `TOOL_UNKNOWN: ${tool}`,
        isError: true,
        code: 'TOOL_UNKNOWN',
      };
      return Promise.resolve(typeof given === 'string' ? { text: given, isError: false } : given);
    },
  };
  return { ...(await answerByRules(asked, { desk, hasWorkspace })), calls };
}

const diagnosis = (units: readonly UnitDiagnosis[]) => ({
  diagnose: () => describeDiagnosis({ ...place, units }, plain),
});

describe('without a model', () => {
  it('names the cause, what shows it, what to do, and what somebody changed by hand', async () => {
    const drift = [
      {
        object: 'Deployment/todo/backend',
        field: 'image',
        change: 'changed' as const,
        manager: 'kubectl-edit',
      },
    ];
    const found = await answer('check why the pods are failing', {
      ...diagnosis(sick),
      status: () => statusText({ drift }),
    });
    expect(found.calls).toEqual(['diagnose', 'status']);
    expect(found.text.split('\n')).toEqual([
      'backend is not healthy.',
      'IMAGE_NOT_PULLED  Deployment/todo/backend: image r/backend:none cannot be pulled',
      '  Pod/todo/backend-1: ImagePullBackOff',
      '  Next: set an image that exists',
      'Changed by hand since the last deploy:',
      '  Deployment/todo/backend: image is another (kubectl-edit)',
      'Putting it back: todo-deploy deploy',
      'Healthy: frontend.',
    ]);
  });

  it('says that all is well, and does not hide what ails another unit than was asked for', async () => {
    const well = await answer('analyse cluster health', diagnosis(healthy));
    expect(well.calls).toEqual(['diagnose', 'status']);
    expect(well.text).toContain('Healthy: backend and frontend. Every object is ready.');
    expect(well.text).toContain('Nothing was changed by hand');
    const one = await answer('is the frontend broken?', diagnosis(sick));
    expect(one.text).toBe('Healthy: frontend. Every object is ready.\nNot healthy besides: backend.');
  });

  it.each([1, 2, 7])('scales to one more than the %d that run, and says why', async (now) => {
    const found = await answer('scale the backend to handle more load', scales(now));
    expect(found.text).toContain(
      `backend runs in ${now} pod${now === 1 ? '' : 's'} now, so ${now + 1}: one more`,
    );
    expect(found.text).toContain('deployed backend: 1 object (1.0 s)\nHolds until the next deploy.');
    expect(found.calls.slice(-2)).toEqual([
      `plan operation=scale unit=backend replicas=${now + 1}`,
      `scale unit=backend replicas=${now + 1} planHash=0123456789abcdef`,
    ]);
  });

  it('scales to the number that is named, or says that it runs in that many', async () => {
    expect((await answer('run the backend with three pods', scales(1))).calls).toContain(
      'plan operation=scale unit=backend replicas=3',
    );
    const same = await answer('scale the backend to 2', scales(2));
    expect(same.text).toBe('backend runs in 2 pods already; nothing to change.');
    expect((await answer('halve the backend', scales(5))).calls.at(-1)).toContain('replicas=3 ');
    expect((await answer('scale the backend down', scales(1))).text).toContain(
      'with none it would serve nobody',
    );
  });

  it('deploys first where a deploy is due, and scales then', async () => {
    const none = planText(1, 1);
    const due = none.replace('nothing to change', '1 object to change') + 'plan hash 00000000000000ff\n';
    const plan = ({ operation, replicas }: Input) =>
      operation === 'scale' ? planText(1, Number(replicas)) : due;
    const deploy = () => 'deployed backend: 2 objects\n';
    const asked = 'deploy the backend with 2 replicas';
    const both = await answer(asked, { ...scales(1), plan, deploy });
    expect(both.calls.map((call) => call.split(' ')[0])).toEqual([
      'status',
      'plan',
      'deploy',
      'plan',
      'scale',
    ]);
    expect(both.text).toContain('deployed backend: 2 objects\ndeployed backend: 1 object');
    const upToDate = await answer(asked, {
      ...scales(1),
      plan: (input) => (input['operation'] ? planText(1, 2) : none),
    });
    expect(upToDate.calls.map((call) => call.split(' ')[0])).toEqual(['status', 'plan', 'plan', 'scale']);
    expect(upToDate.text).toContain('backend is up to date.');
  });

  it('does nothing more once nobody agreed', async () => {
    const refused = { text: 'PLAN_NOT_APPROVED: no', isError: true, code: 'PLAN_NOT_APPROVED' };
    const found = await answer('scale the backend to 3', { ...scales(1), scale: () => refused });
    expect(found.text).toBe('Nothing was done yet, as nobody agreed to the plan.');
    expect(found).not.toHaveProperty('code');
  });

  it('gives what a tool ends with as its answer, with the code', async () => {
    const gone = {
      text: 'UNIT_UNSCALABLE: backend leaves its replicas to an autoscaler\n',
      isError: true,
      code: 'UNIT_UNSCALABLE',
    };
    const found = await answer('scale the backend to 3', { ...scales(1), plan: () => gone });
    expect(found).toMatchObject({ code: 'UNIT_UNSCALABLE', text: gone.text.trim() });
  });

  it('asks which unit is meant, and names those there are', async () => {
    expect((await answer('scale to 3', {})).text).toBe('Which unit? There are backend, frontend.');
    expect((await answer('deploy the payments', {})).text).toContain('There is no unit payments.');
    expect((await answer('scale the backend and the frontend to 2', {})).text).toContain(
      'One unit at a time',
    );
    expect((await answer('show the logs', {})).text).toContain('Of which unit?');
  });

  it('goes back by a plan, to a revision where one is named', async () => {
    const rollback = () => 'deployed backend: 1 object\n';
    const found = await answer('roll back the backend to revision 3', {
      ...scales(1),
      plan: () => planText(1, 2),
      rollback,
    });
    expect(found.calls).toEqual([
      'status',
      'plan operation=rollback unit=backend revision=3',
      'rollback unit=backend revision=3 planHash=0123456789abcdef',
    ]);
  });

  it('says why a unit is not updated: the first reason that there is', async () => {
    const asked = 'why is the frontend not updated';
    const failed = 'last deploy failed: frontend, by ada 2 min ago\n';
    expect((await answer(asked, { history: () => failed })).text).toContain('The last deploy failed');
    const explain = () => 'frontend: its image would be built, 1 file changed\n';
    const due = await answer(asked, { history: () => '', explain });
    expect(due.text).toBe(
      'frontend runs what it was last deployed with, 1 min ago.\nfrontend: its image would be built, 1 file changed',
    );
    expect((await answer(asked, { history: () => '' }, false)).text).toContain('cannot be seen from here');
  });

  it('shows logs, of as many lines as are wanted', async () => {
    const logs = () => 'Log of backend\n';
    expect((await answer('show the last 50 lines of the backend log', { logs })).calls[1]).toBe(
      'logs unit=backend lines=50',
    );
    const before = await answer('what did the backend print before it crashed', { logs });
    expect(before.calls[1]).toBe('logs unit=backend lines=20 previous=true');
  });

  it('says in one sentence what it can answer', async () => {
    for (const asked of ['what is the meaning of life', 'delete the namespace']) {
      const { text, calls } = await answer(asked, {});
      expect(calls).toEqual([]);
      expect(text).toMatch(/it tells what runs, why something fails/);
    }
    expect((await answer('optimise resource allocation', {})).text).toContain('cannot be read here');
    expect((await answer('optimise resource allocation', { resources: () => 'all sound\n' })).text).toBe(
      'all sound',
    );
  });
});
