import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectCluster } from '../../src/cluster/client.ts';
import { run } from '../chart/helm.ts';
import { TemporaryWorkspace } from '../support/temporary-workspace.ts';
import { testConnection } from './cluster.ts';

const name = `render-${randomBytes(4).toString('hex')}`;
const workspace = new TemporaryWorkspace(name);
const folder = join(workspace.root, 'manifests');

const environment = (place: object, values: object = {}) => {
  const { registry } = testConnection();
  const where = { registry, address: 'http://localhost:8080', ...place };
  return { namespace: name, release: 'rendered', timeout: '2m', ...where, values };
};

beforeAll(() => {
  const { kubeconfig, context } = testConnection();
  workspace.write('apps/api/project.json', { name: 'api', targets: { build } });
  workspace.write('apps/api/Dockerfile', 'FROM scratch\nCOPY dist/ ./\nCMD ["main"]\n');
  workspace.write('apps/api/main.txt', 'run api\n');
  workspace.write('release/project.json', { name: 'release' });
  workspace.write('release/chart/Chart.yaml', 'apiVersion: v2\nname: nx\nversion: 1.0.0\n');
  workspace.write('release/chart/values.yaml', 'extra: true\ntoken: a-token-of-nobody\nexposed: ""\n');
  workspace.write('release/chart/templates/all.yaml', chartTemplate);
  workspace.write('release/environments/here.yaml', environment({ kubeconfig, context }));
  // Where no cluster is: rendering does not ask it.
  const nowhere = { kubeconfig: join(workspace.root, 'none'), context: 'nowhere' };
  workspace.write('release/environments/nowhere.yaml', environment(nowhere));
  workspace.write('release/environments/less.yaml', environment(nowhere, { extra: false }));
  workspace.write(
    'release/environments/exposed.yaml',
    environment(nowhere, { exposed: 'a-token-of-nobody' }),
  );
});

afterAll(async () => {
  workspace.remove();
  const { kubeconfig, context } = testConnection();
  const cluster = await connectCluster(kubeconfig, context);
  const ref = { apiVersion: 'v1', kind: 'Namespace', name };
  await cluster.delete(ref, { signal: AbortSignal.timeout(30_000) });
});

const build = {
  executor: 'nx:run-commands',
  outputs: ['{projectRoot}/dist'],
  options: { cwd: '{projectRoot}', command: 'mkdir -p dist && cp main.txt dist/main' },
};

const chartTemplate = `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
  labels: { app.kubernetes.io/component: api }
spec:
  replicas: 0
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec: { containers: [{ name: app, image: '${name}/api:1' }] }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: settings }
data: { mode: "0440", exposed: {{ .Values.exposed | quote }} }
---
{{- if .Values.extra }}
apiVersion: v1
kind: ConfigMap
metadata: { name: extra }
---
{{- end }}
apiVersion: v1
kind: Secret
metadata: { name: token }
stringData: { token: {{ .Values.token | quote }} }
---
apiVersion: v1
kind: Secret
metadata: { name: generated, annotations: { todo-deploy/apply: once } }
stringData: { password: {{ randAlphaNum 24 | quote }} }
`;

const render = (which: string, ...words: string[]) =>
  workspace.todoDeploy('render', '--environment', which, '--out', 'manifests', ...words);

function contents(): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const paths = files.map(({ parentPath, name: file }) => join(parentPath, file));
  return Object.fromEntries(
    paths.sort().map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]),
  );
}

describe('todo-deploy render', () => {
  it('builds nothing, and names the units whose images are not published', async () => {
    await expect(render('nowhere')).rejects.toMatchObject({
      code: 69,
      stderr: expect.stringMatching(/^UNITS_UNPUBLISHED {2}Units api/) as unknown,
    });
  });

  it('writes every object with its image by digest, without a cluster, and no secret', async () => {
    await workspace.todoDeploy('images', '--environment', 'nowhere');
    const output = await render('nowhere');
    expect(output).toMatch(/: 3 files, 3 written, 0 removed$/m);
    expect(output).toMatch(new RegExp(`^left out {2}Secret/${name}/generated: made once`, 'm'));
    expect(output).toMatch(new RegExp(`^left out {2}Secret/${name}/token: its values would be on disk`, 'm'));
    const found = contents();
    expect(Object.keys(found)).toEqual([
      '.todo-deploy-render',
      `${name}/configmap_extra.yaml`,
      `${name}/configmap_settings.yaml`,
      `${name}/deployment.apps_api.yaml`,
    ]);
    expect(found[`${name}/deployment.apps_api.yaml`]).toMatch(
      new RegExp(`image: \\S+/${name}/api@sha256:[0-9a-f]{64}`),
    );
    expect(found[`${name}/configmap_settings.yaml`]).toContain("mode: '0440'");
    expect(JSON.stringify(found)).not.toContain('a-token-of-nobody');
  });

  it('writes the same bytes again, and removes what the environment no longer has', async () => {
    const before = contents();
    expect(await render('nowhere')).toMatch(/: 3 files, 0 written, 0 removed$/m);
    expect(contents()).toEqual(before);
    const json: unknown = JSON.parse((await render('less', '--json')).trim().split('\n').at(-1) ?? '');
    expect(json).toMatchObject({
      type: 'render',
      folder,
      removed: [`${name}/configmap_extra.yaml`],
      kept: [],
    });
    expect(Object.keys(contents())).toHaveLength(3);
  });

  it('refuses to write a secret that is in no Secret, unless it is asked to', async () => {
    await expect(render('exposed')).rejects.toMatchObject({
      code: 84,
      stderr: expect.stringMatching(
        /^SECRET_EXPOSED {2}ConfigMap\/\S+\/settings: it holds a value/,
      ) as unknown,
    });
    await render('exposed', '--include-secrets');
    expect(contents()[`${name}/secret_token.yaml`]).toContain('a-token-of-nobody');
  });

  it('writes exactly what a deploy applies', async () => {
    await workspace.todoDeploy('deploy', '--environment', 'here');
    await render('here', '--include-secrets');
    const { kubeconfig, context } = testConnection();
    const where = ['--kubeconfig', kubeconfig, '--context', context];
    const how = ['--server-side', '--field-manager=todo-deploy', '--recursive', '--filename', folder];
    const diff = await run('kubectl', [...where, 'diff', ...how]);
    expect(diff).toMatchObject({ exitCode: 0, output: '' });
  });
});
