import type { Bench } from '../bench.ts';
import { lineUp } from '../contenders/line-up.ts';
import { compareDeploys } from '../measure/compare-deploys.ts';
import { atMost, atMostPartOf } from '../report/section.ts';
import { generateWorkspace } from '../workspaces/generate-workspace.ts';
import type { Scenario } from './scenario.ts';
import { unavailable } from './unavailable.ts';

const unitCount = 20;
const kinds = 3;
const countedRuns = 3;

/** A release of many units, of which one has changed. */
export const oneUnit: Scenario = {
  name: 'one-unit',
  summary: `one unit of ${unitCount} changed`,
  async run(bench) {
    const contenders = await lineUp(bench, {
      purpose: 'units',
      makeWorkspace: (namespace) =>
        generateWorkspace(bench, {
          namespace,
          files: unitFiles(),
          templates: { 'units.yaml': template(bench) },
        }),
      values: () => valuesOf(0),
    });
    const deploys = contenders.filter(({ runsMax }) => runsMax === undefined);
    const { rows, counted } = await compareDeploys(bench, deploys, {
      countedRuns,
      prepare: ({ load }, run) => load(valuesOf(run + 1)),
    });
    const [ours, helm, apply] = rows;
    const calls = (counted[0] ?? []).map(({ traffic }) => traffic.calls);
    return [
      {
        title: `One unit of ${unitCount} changed`,
        method: `${unitCount} units, each with an image, a Deployment with 0 replicas, a Service and a ConfigMap. Before each run one environment variable in one Deployment gets another value; the images stay the same. \`todo-deploy\` hashes and looks up all images, waits until the change is ready, and records it.`,
        tables: [{ caption: 'Whole command', unit: 'ms', rows }],
        bars: [
          ...atMostPartOf('at most 1/2 of helm', [ours, helm], 1 / 2),
          ...atMostPartOf('at most 1/2 of `kubectl apply`', [ours, apply], 1 / 2),
          ...atMost(
            `calls at most ${kinds} kinds + 3 + 4 for the changed object`,
            { name: '', samples: calls },
            { most: kinds + 3 + 4, unit: 'calls' },
          ),
        ],
        missing: unavailable,
      },
    ];
  },
};

function unitNames(): readonly string[] {
  return Array.from({ length: unitCount }, (_, index) => `unit-${index}`);
}

function valuesOf(mark: number) {
  return { units: unitNames().map((name, index) => ({ name, mark: index === 7 ? mark : 0 })) };
}

function unitFiles(): Record<string, unknown> {
  const files = unitNames().map((name) => ({
    [`apps/${name}/project.json`]: { name, targets: { build: { executor: 'nx:noop' } } },
    [`apps/${name}/Dockerfile`]: 'FROM scratch\nCOPY main.txt /\nCMD ["main"]\n',
    [`apps/${name}/main.txt`]: name,
  }));
  return Object.assign({}, ...files) as Record<string, unknown>;
}

function template({ name }: Bench): string {
  return `
{{- range .Values.units }}
apiVersion: v1
kind: ConfigMap
metadata: { name: {{ .name }}, labels: { app.kubernetes.io/component: {{ .name }} } }
data: { greeting: 'Hello from {{ .name }}' }
---
apiVersion: v1
kind: Service
metadata: { name: {{ .name }}, labels: { app.kubernetes.io/component: {{ .name }} } }
spec: { clusterIP: None, selector: { app: {{ .name }} }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: {{ .name }}, labels: { app.kubernetes.io/component: {{ .name }} } }
spec:
  replicas: 0
  selector: { matchLabels: { app: {{ .name }} } }
  template:
    metadata: { labels: { app: {{ .name }} } }
    spec:
      containers: [{ name: app, image: '${name}/{{ .name }}:1', env: [{ name: MARK, value: '{{ .mark }}' }] }]
---
{{- end }}
`;
}
