import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { connectCluster } from '../../src/cluster/client.ts';
import { at } from '../../src/cluster/kubernetes-object.ts';
import { TemporaryWorkspace } from '../support/temporary-workspace.ts';
import { modelKey, type AnswerObject } from './ask-process.ts';
import { testConnection } from './cluster.ts';
import { StreamingModel } from './streaming-model.ts';

const name = `ask-test-${randomBytes(4).toString('hex')}`;
const workspace = new TemporaryWorkspace(name);
const base = 'gcr.io/distroless/nodejs24-debian12:nonroot';
const environment = { namespace: name, release: 'asked', timeout: '2m', values: {} };

const chartTemplate = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: app, labels: { app.kubernetes.io/component: app } }
spec:
  replicas: 1
  selector: { matchLabels: { app: app } }
  template:
    metadata: { labels: { app: app } }
    spec:
      terminationGracePeriodSeconds: 1
      securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: RuntimeDefault } }
      containers:
        - name: app
          image: ${name}/app:1
          args: ['-e', "process.on('SIGTERM', () => process.exit()); setInterval(() => 0, 1000)"]
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } }
`;

beforeAll(async () => {
  workspace.write('.todo/cluster.json', { ...testConnection(), address: 'http://localhost:8080' });
  const build = { executor: 'nx:run-commands', options: { command: 'true' } };
  workspace.write('apps/app/project.json', { name: 'app', targets: { build } });
  workspace.write('apps/app/Dockerfile', `FROM ${base}\nCOPY main.txt ./\n`);
  workspace.write('apps/app/main.txt', 'one');
  workspace.write('release/project.json', { name: 'release' });
  workspace.write('release/chart/Chart.yaml', 'apiVersion: v2\nname: asked\nversion: 1.0.0\n');
  workspace.write('release/chart/templates/app.yaml', chartTemplate);
  workspace.write('release/environments/local.yaml', environment);
  await workspace.todoDeploy('deploy');
});

afterEach(() => {
  delete process.env['OPENAI_API_KEY'];
});

afterAll(async () => {
  workspace.remove();
  const { cluster, signal } = await openCluster();
  await cluster.delete({ apiVersion: 'v1', kind: 'Namespace', name }, { signal });
});

async function openCluster() {
  const { kubeconfig, context } = testConnection();
  return { cluster: await connectCluster(kubeconfig, context), signal: AbortSignal.timeout(30_000) };
}

async function ask(question: string, ...more: readonly string[]): Promise<AnswerObject> {
  return JSON.parse(await workspace.todoDeploy('ask', question, ...more, '--json')) as AnswerObject;
}

async function replicas(): Promise<unknown> {
  const { cluster, signal } = await openCluster();
  const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: name, name: 'app' };
  return at(await cluster.get(ref, { signal }), 'spec', 'replicas');
}

describe('asked in a workspace', () => {
  it('deploys what changed and scales, or gives the commands that do', async () => {
    workspace.write('apps/app/main.txt', 'two');
    const question = 'deploy the app with 2 replicas';
    const { plans } = await ask(question);
    expect(plans).toMatchObject([{ operation: 'deploy', state: 'wanted' }]);
    const [{ command = '' } = {}] = plans;
    expect(command).toMatch(/^todo-deploy deploy --unit app --plan-hash [0-9a-f]{16}$/);
    await workspace.todoDeploy(...command.split(' ').slice(1));
    const { text, plans: scaled } = await ask(question, '--yes');
    expect(text).toContain('app is up to date.');
    expect(scaled).toMatchObject([{ operation: 'scale', state: 'approved' }]);
    expect(await replicas()).toBe(2);
    expect((await ask('why is the app not updated')).text).toContain('spec.replicas: 2 → 1');
  });

  it('writes to an environment that wants to be asked only what was agreed to', async () => {
    workspace.write('release/environments/local.yaml', { ...environment, protected: { confirm: true } });
    const question = 'scale the app to 1';
    expect((await ask(question)).plans).toMatchObject([{ state: 'wanted' }]);
    expect(await replicas()).toBe(2);
    const done = await ask(question, '--yes');
    expect(done).toMatchObject({ plans: [{ state: 'approved' }] });
    expect(await replicas()).toBe(1);
  });

  it('writes each call down with who asked, and never the key', async () => {
    process.env['OPENAI_API_KEY'] = modelKey;
    const model = await StreamingModel.open(
      () => ({ tools: [['logs', { unit: modelKey }]] }),
      () => ({ tools: [['status', {}]] }),
      () => `all is well, says ${modelKey}`,
    );
    const asked = ask('status', '--model', 'scripted', '--model-url', model.url);
    const answer = await asked.finally(() => model.close());
    const file = join(workspace.root, '.todo/calls/local.jsonl');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const listed = await workspace.todoDeploy('history', '--calls');
    const callsOfModel = listed.split('\n').filter((line) => line.includes('via ask (scripted)'));
    expect(callsOfModel).toEqual([
      expect.stringContaining('logs unit=***'),
      expect.stringMatching(/status by \S+ via ask \(scripted\): answered/),
    ]);
    expect(listed).toMatch(/scale unit=app replicas=1 planHash=\w+ by \S+ via ask \(rules\): answered/);
    expect(listed).toMatch(/scale unit=app .*: refused PLAN_NOT_APPROVED/);
    expect(JSON.stringify(answer) + listed + readFileSync(file, 'utf8')).not.toContain(modelKey);
  });
});
