import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { connectCluster } from '../../src/cluster/client.ts';
import { at } from '../../src/cluster/kubernetes-object.ts';
import { canary, findCanaries } from '../support/canary.ts';
import { TemporaryWorkspace } from '../support/temporary-workspace.ts';
import { testConnection } from './cluster.ts';

const name = `canary-test-${randomBytes(4).toString('hex')}`;
const workspace = new TemporaryWorkspace(name);
const token = canary('c4naryOfTheToken');
const variable = canary('c4naryOfTheVariable');
const cores = ['c4naryOfTheToken', 'c4naryOfTheVariable'];

const serve = `process.on('SIGTERM', () => process.exit()); require('http').createServer((q, s) => s.end()).listen(8080);`;
/** Prints the Secret in every form that a program may, and ends. */
const betray = `
  const { TOKEN } = process.env;
  const base64 = (text) => Buffer.from(text).toString('base64');
  console.error([TOKEN, JSON.stringify({ TOKEN }), encodeURIComponent(TOKEN), base64(TOKEN)].join(' '));
  for (const user of ['', 'u', 'us', 'user']) console.error('Authorization: Basic ' + base64(user + ':' + TOKEN));
  process.exit(3)`;

const build = {
  executor: 'nx:run-commands',
  outputs: ['{projectRoot}/dist'],
  options: {
    cwd: '{projectRoot}',
    command:
      'cat ../../release/environments/local.yaml; mkdir -p dist && cp main.txt dist/ && ! grep fail main.txt',
  },
};

const chartTemplate = `
{{- if .Values.refusal }}{{ fail (printf "cannot take %s" .Values.token) }}{{ end }}
apiVersion: v1
kind: Secret
metadata: { name: login }
stringData:
  token: {{ .Values.token | quote }}
  url: {{ printf "postgres://todo:%s@db/todo" (urlquery .Values.token) | quote }}
---
apiVersion: v1
kind: Secret
metadata: { name: generated, annotations: { todo-deploy/apply: once } }
stringData: { password: {{ randAlphaNum 24 | quote }} }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: settings, annotations: { note: {{ .Values.copy | quote }} } }
data:
  copy: {{ .Values.copy | quote }}
  json: {{ dict "copy" .Values.copy | toJson | quote }}
  base64: {{ printf "user:%s" .Values.copy | b64enc }}
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: app, labels: { app.kubernetes.io/component: app } }
spec:
  selector: { matchLabels: { app: app } }
  template:
    metadata: { labels: { app: app } }
    spec:
      terminationGracePeriodSeconds: 1
      securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: RuntimeDefault } }
      containers:
        - name: app
          image: ${name}/app:1
          args: ['-e', {{ .Values.script | quote }}]
          env:
            - { name: TOKEN, valueFrom: { secretKeyRef: { name: login, key: token } } }
            - { name: COPY, value: {{ .Values.copy | quote }} }
          readinessProbe: { httpGet: { path: /, port: 8080 }, periodSeconds: 1 }
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } }
{{- range .Values.extra }}
---
{{ toYaml . }}
{{- end }}
`;

const schema = { properties: { number: { type: 'integer' }, token: { pattern: '^k/[^ ]*$' } } };

beforeAll(() => {
  workspace.write('.todo/cluster.json', { ...testConnection(), address: 'http://localhost:8080' });
  workspace.write('apps/app/project.json', { name: 'app', targets: { build } });
  const base = 'gcr.io/distroless/nodejs24-debian12:nonroot';
  workspace.write('apps/app/Dockerfile', `FROM ${base}\nCOPY dist/ ./\n`);
  workspace.write('apps/app/main.txt', 'one');
  workspace.write('release/project.json', { name: 'release' });
  workspace.write('release/chart/Chart.yaml', 'apiVersion: v2\nname: canary\nversion: 1.0.0\n');
  workspace.write('release/chart/values.schema.json', schema);
  workspace.write('release/chart/templates/app.yaml', chartTemplate);
  process.env['CANARY_VARIABLE'] = variable;
});

afterEach(() => {
  delete process.env['GITHUB_ACTIONS'];
  delete process.env['GITHUB_STEP_SUMMARY'];
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

/** Sets the values of the environment, all others being those that work. */
function setValues(values: Record<string, unknown> = {}): void {
  const all = { token, copy: `one ${token}`, script: serve, ...values };
  const environment = { namespace: name, release: 'canary', timeout: '2m', values: all };
  workspace.write('release/environments/local.yaml', environment);
}

/** Everything that a command wrote, wherever it did; expects it to hold no canary. */
async function output(...words: readonly string[]): Promise<string> {
  const written = await workspace.todoDeploy(...words).catch((error: unknown) => {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return `${stdout}\n${stderr}`;
  });
  expect(findCanaries(written, cores)).toEqual([]);
  return written;
}

/** Deploys as a step of a GitHub workflow, with a report besides. */
async function deployOnGithub(): Promise<string> {
  for (const file of ['report.md', 'summary.md']) workspace.write(file, '');
  process.env['GITHUB_ACTIONS'] = 'true';
  process.env['GITHUB_STEP_SUMMARY'] = join(workspace.root, 'summary.md');
  const lines = await output('deploy', '--report', 'report.md');
  const [report, summary] = ['report.md', 'summary.md'].map((file) =>
    readFileSync(join(workspace.root, file), 'utf8'),
  );
  expect(`${report}\n`).toBe(summary);
  expect(findCanaries(`${report}`, cores)).toEqual([]);
  return `${lines}\n${report}`;
}

describe('what a Secret holds', () => {
  it('would be found in each form by this spec', () => {
    const base64 = Buffer.from(`user:${token}`).toString('base64');
    for (const text of [token, JSON.stringify(token), encodeURIComponent(token), base64, `x${base64}`])
      expect(findCanaries(text, cores)).not.toEqual([]);
  });

  it('is in no plan of what is new, and in no deploy of it', async () => {
    setValues();
    for (const format of [[], ['--json'], ['--markdown']]) await output('plan', ...format);
    const deployed = await deployOnGithub();
    expect(deployed).toContain('::notice title=Deployed local::');
    expect(deployed).toContain('build |');
    expect(deployed).toContain('***');
  });

  it('is in no plan of objects that quote it', async () => {
    setValues({ copy: `two ${token}` });
    for (const format of [[], ['--json'], ['--markdown']]) {
      const plan = await output('plan', ...format);
      expect(plan).toMatch(/two (\*\*\*|&#42;)/);
    }
    await output('deploy', '--json');
  });

  it('is in no plan of what somebody else has copied it to, also when only the cluster has it', async () => {
    setValues({ copy: `two ${token}` });
    const { cluster, signal } = await openCluster();
    const ref = { apiVersion: 'v1', namespace: name };
    const secret = await cluster.get({ ...ref, kind: 'Secret', name: 'generated' }, { signal });
    const password = Buffer.from(String(at(secret, 'data', 'password')), 'base64').toString();
    await cluster.merge(
      { ...ref, kind: 'ConfigMap', name: 'settings' },
      { data: { copy: password } },
      { signal },
    );
    const plan = await output('plan', '--json');
    expect(password).toHaveLength(24);
    expect(plan).toContain('APPLY_CONFLICT');
    expect(plan).toContain('***');
    expect(plan).not.toContain(password);
    expect(await output('deploy', '--force-conflicts', 'ConfigMap/settings')).not.toContain(password);
  });

  it('is in no error of a crash that prints it, in no evidence and in no annotation', async () => {
    setValues({ copy: `two ${token}`, script: betray });
    const failed = await deployOnGithub();
    expect(failed).toContain('::error title=CONTAINER_CRASHED::');
    expect(failed).toContain('Authorization: Basic dXNlcjp***');
  });

  it('is not in the live view of a terminal', async () => {
    setValues({ script: betray });
    const cli = join(import.meta.dirname, '../../src/cli.mjs');
    const program = `require('child_process').execFile('script', ['-qec', '${process.execPath} ${cli} deploy', '/dev/null'],
      (error, stdout) => process.stdout.write(stdout))`;
    const seen = await workspace.run('-e', program);
    expect(seen).toContain('▸');
    expect(seen).toContain('CONTAINER_CRASHED');
    expect(findCanaries(seen, cores)).toEqual([]);
  });

  it.each([
    ['VALUES_REFUSED', { token: `${token} with a blank` }],
    ['VALUES_REFUSED', { token: `\n${token}` }],
    ['CHART_BROKEN', { refusal: true }],
    ['OBJECT_REFUSED', { extra: [{ ...extra('Secret'), data: { token } }] }],
    ['OBJECT_REFUSED', { extra: [{ ...extra('ConfigMap'), data: { [`a ${token}`]: 'key' } }] }],
    ['OBJECT_REFUSED', { extra: [{ ...extra('ConfigMap'), data: { number: [token] } }] }],
  ])('is not in %s', async (code, values) => {
    setValues(values);
    for (const format of [[], ['--json']]) expect(await output('deploy', ...format)).toContain(code);
  });

  it('is not in the output of a build that fails, nor of one without a cluster', async () => {
    setValues();
    workspace.write('apps/app/main.txt', 'fail');
    for (const command of ['deploy', 'images']) {
      const failed = await output(command);
      expect(failed).toContain('BUILD_FAILED');
      expect(failed).toContain('build | ');
    }
    workspace.write('apps/app/main.txt', 'one');
  });

  it.each([
    'status',
    'status --json',
    'images --json',
    'history',
    'history --json',
    'explain app',
    'explain app --json',
    'diagnose',
    'diagnose --json',
    'resources --json',
    'events',
    'events --json',
    'logs --no-follow',
    'logs --previous --json',
    'rollback --yes --json',
    'render --out manifests',
  ])('is not in what %s tells', async (line) => {
    setValues({ copy: `three ${token}`, script: betray });
    expect(await output(...line.split(' '))).not.toContain('this is a bug');
  });

  it('is in no file of a plan, and in no evidence that was kept', async () => {
    setValues({ copy: `three ${token}` });
    await output('plan', '--out', 'plan.json');
    expect(findCanaries(readFileSync(join(workspace.root, 'plan.json'), 'utf8'), cores)).toEqual([]);
    const evidence = filesIn(join(workspace.root, '.todo/evidence'));
    expect(evidence.length).toBeGreaterThan(0);
    for (const file of evidence) expect(findCanaries(readFileSync(file, 'utf8'), cores)).toEqual([]);
  });

  it('is not in what destroy tells', async () => {
    expect(await output('destroy', '--yes')).toContain('Secret/');
  });
});

function filesIn(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

function extra(kind: string) {
  return { apiVersion: 'v1', kind, metadata: { name: 'extra' } };
}
