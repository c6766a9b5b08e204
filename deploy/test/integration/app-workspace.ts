import { connectCluster } from '../../src/cluster/client.ts';
import { TemporaryWorkspace } from '../support/temporary-workspace.ts';
import { testConnection } from './cluster.ts';

/**
 * A workspace of two apps, api and web, and the project release with their chart.
 *
 * @param name of its namespace, and of its images' folder in the registry
 */
export function createAppWorkspace(name: string): TemporaryWorkspace {
  const workspace = new TemporaryWorkspace(name);
  const connection = { ...testConnection(), address: 'http://localhost:8080' };
  workspace.write('.todo/cluster.json', connection);
  for (const app of ['api', 'web']) {
    workspace.write(`apps/${app}/project.json`, { name: app, targets: { build } });
    workspace.write(`apps/${app}/Dockerfile`, 'FROM scratch\nCOPY dist/ ./\nCMD ["main"]\n');
    workspace.write(`apps/${app}/main.txt`, `# ${app}\nrun ${app}\n`);
  }
  workspace.write('release/project.json', { name: 'release' });
  workspace.write('release/environments/local.yaml', `{ namespace: ${name}, release: nx, timeout: 2m }`);
  workspace.write('release/chart/Chart.yaml', 'apiVersion: v2\nname: nx\nversion: 1.0.0\n');
  workspace.write('release/chart/templates/apps.yaml', chartTemplate(name));
  return workspace;
}

/** Deletes the workspace, and its namespace in the cluster. */
export async function removeAppWorkspace(workspace: TemporaryWorkspace, name: string): Promise<void> {
  workspace.remove();
  const { kubeconfig, context } = testConnection();
  const cluster = await connectCluster(kubeconfig, context);
  const ref = { apiVersion: 'v1', kind: 'Namespace', name };
  await cluster.delete(ref, { signal: AbortSignal.timeout(30_000) });
}

/** Takes everything but comments over; a line `fail` fails. */
const build = {
  executor: 'nx:run-commands',
  outputs: ['{projectRoot}/dist'],
  options: {
    cwd: '{projectRoot}',
    command: 'mkdir -p dist && grep -v "^#" main.txt > dist/main && ! grep fail dist/main',
  },
};

/** Workloads without pods, which are ready as soon as their controller has seen them. */
const chartTemplate = (prefix: string) => `
{{- range list "api" "web" }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ . }}
  labels: { app.kubernetes.io/component: {{ . }} }
spec:
  replicas: 0
  selector: { matchLabels: { app: {{ . }} } }
  template:
    metadata: { labels: { app: {{ . }} } }
    spec: { containers: [{ name: app, image: '${prefix}/{{ . }}:1' }] }
---
{{- end }}
apiVersion: v1
kind: ConfigMap
metadata: { name: shared }
`;
