import type { Bench } from '../bench.ts';
import { byHand } from '../contenders/by-hand.ts';
import { todoDeploy } from '../contenders/todo-deploy.ts';
import { openImageTools } from '../images/open-image-tools.ts';
import { compare } from '../measure/compare.ts';
import { atMost, type Bar, type Row } from '../report/section.ts';
import { generateWorkspace, type GeneratedWorkspace } from '../workspaces/generate-workspace.ts';
import { containerSecurity, podSecurity } from '../workspaces/pod-security.ts';
import type { Scenario } from './scenario.ts';
import { unavailable } from './unavailable.ts';

const apps = ['api', 'web'];

/** Two apps that run, of which one gets a changed file; and the same with no change at all. */
export const oneFile: Scenario = {
  name: 'one-file',
  summary: 'one changed file in one of two apps, until both are ready',
  async run(bench) {
    const { docker, missing } = await openImageTools(bench);
    const { workspace, ours, script } = await openApps(bench, docker);
    const subjects = [ours, ...(script ? [script] : [])];
    const change = (run: number) => workspace.write('apps/api/main.mjs', appText('api', run));
    const changed = await measure(bench, subjects, change);
    const unchanged = await measure(bench, subjects, () => Promise.resolve());
    return [
      {
        title: 'One changed file in one of two apps',
        method: `Two small Node apps, ready within a second, in a generated workspace. Before each run one file of \`api\` changes; measured until both apps are ready. Then the same without a change. Restarts are pods that were not there before.${docker ? ` The script builds with ${docker.version}.` : ''}`,
        tables: [
          { caption: 'One file changed', unit: 'ms', rows: changed },
          { caption: 'Nothing changed', unit: 'ms', rows: unchanged },
        ],
        bars: [
          ...atMost('ready within 3 s', changed[0], { most: 3_000, unit: 'ms' }),
          ...restartBars('one restart after a change', changed[0], 1),
          ...restartBars('none without', unchanged[0], 0),
        ],
        missing: [...missing, ...unavailable],
      },
    ];
  },
};

interface Subject {
  readonly name: string;
  readonly namespace: string;
  /** Answers how long it took. */
  readonly deploy: () => Promise<number>;
}

async function openApps(bench: Bench, docker: Parameters<typeof byHand>[1] | undefined) {
  const namespace = bench.namespace('apps');
  const workspace = await generateWorkspace(bench, {
    namespace,
    files: { ...appFiles('api'), ...appFiles('web') },
    templates: { 'apps.yaml': template(bench) },
  });
  const own = todoDeploy(bench, workspace);
  await own.load({});
  const ours: Subject = {
    name: own.name,
    namespace,
    deploy: async () => (await own.deploy(bench.direct)).durationMs,
  };
  return { workspace, ours, script: docker && (await scripted(bench, workspace, docker)) };
}

async function scripted(
  bench: Bench,
  workspace: GeneratedWorkspace,
  docker: Parameters<typeof byHand>[1],
): Promise<Subject> {
  const namespace = bench.namespace('apps-by-hand');
  await bench.cluster.createNamespace(namespace);
  const { chart } = workspace;
  const values = (images: object) => ({ images });
  return { ...byHand(bench, docker, { chart, namespace, workspace, apps, values }), namespace };
}

/** Times the deploys after a change, and counts the pods that were not there before. */
async function measure(
  bench: Bench,
  subjects: readonly Subject[],
  change: (run: number) => Promise<void>,
): Promise<readonly Row[]> {
  const restarts = new Map(subjects.map(({ name }) => [name, new Set<number>()]));
  const series = await compare(
    subjects.map(({ name, namespace, deploy }) => ({
      name,
      async once(run) {
        await change(run);
        const before = await bench.cluster.pods(namespace);
        const durationMs = await deploy();
        const after = await bench.cluster.pods(namespace);
        if (run > 0) restarts.get(name)?.add(after.living.filter((uid) => !before.all.includes(uid)).length);
        return durationMs;
      },
    })),
    bench,
  );
  return series.map((each) => ({
    ...each,
    facts: { restarts: [...(restarts.get(each.name) ?? [])].join(' or ') },
  }));
}

function restartBars(claim: string, row: Row | undefined, wanted: number): readonly Bar[] {
  const measured = row?.facts?.['restarts'];
  return measured === undefined ? [] : [{ claim, measured, isMet: measured === String(wanted) }];
}

function appText(app: string, mark: number): string {
  return `import { createServer } from 'node:http';
process.on('SIGTERM', () => process.exit());
createServer((_, response) => response.end('${app} ${mark}')).listen(8080);
`;
}

function appFiles(app: string): Record<string, unknown> {
  const command = 'mkdir -p dist && cp main.mjs dist/';
  const build = {
    executor: 'nx:run-commands',
    cache: true,
    inputs: ['production'],
    outputs: ['{projectRoot}/dist'],
    options: { command, cwd: '{projectRoot}' },
  };
  return {
    [`apps/${app}/project.json`]: { name: app, targets: { build } },
    [`apps/${app}/Dockerfile`]:
      'FROM gcr.io/distroless/nodejs24-debian12:nonroot\nWORKDIR /app\nCOPY dist/ ./\nCMD ["main.mjs"]\n',
    [`apps/${app}/main.mjs`]: appText(app, 0),
  };
}

function template({ name }: Bench): string {
  return `
{{- range list "api" "web" }}
apiVersion: apps/v1
kind: Deployment
metadata: { name: {{ . }}, labels: { app.kubernetes.io/component: {{ . }} } }
spec:
  replicas: 1
  strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } }
  selector: { matchLabels: { app: {{ . }} } }
  template:
    metadata: { labels: { app: {{ . }} } }
    spec:
      terminationGracePeriodSeconds: 5
      automountServiceAccountToken: false
      ${podSecurity}
      containers:
        - name: app
          ${containerSecurity}
          image: {{ index ($.Values.images | default dict) . | default (printf "${name}/%s:1" .) }}
          readinessProbe: { httpGet: { path: /, port: 8080 }, periodSeconds: 1 }
---
apiVersion: v1
kind: Service
metadata: { name: {{ . }}, labels: { app.kubernetes.io/component: {{ . }} } }
spec: { selector: { app: {{ . }} }, ports: [{ port: 80, targetPort: 8080 }] }
---
{{- end }}
`;
}
