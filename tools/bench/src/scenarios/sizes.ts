import { lineUp } from '../contenders/line-up.ts';
import { compareDeploys, memoryRows, type DeployComparison } from '../measure/compare-deploys.ts';
import { atMost, atMostPartOf, type Bar, type Row, type Section, type Table } from '../report/section.ts';
import { generateWorkspace } from '../workspaces/generate-workspace.ts';
import type { Scenario } from './scenario.ts';
import { unavailable } from './unavailable.ts';

const sizes = [20, 200, 1_000] as const;
const kinds = 3;
/** Counted runs are few: calls and memory hardly vary, and helm takes long. */
const countedRuns = 2;

/** Releases of growing size, when nothing has changed. */
export const noOpSizes: Scenario = {
  name: 'sizes',
  summary: `${sizes.join(', ')} objects, nothing changed; and the memory at the most`,
  async run(bench) {
    const found: DeployComparison[] = [];
    for (const size of sizes) {
      bench.say(` ${size} objects`);
      const contenders = await lineUp(bench, {
        purpose: String(size),
        makeWorkspace: (namespace) =>
          generateWorkspace(bench, { namespace, files: {}, templates: { 'objects.yaml': template } }),
        values: () => counts(size),
      });
      found.push(await compareDeploys(bench, contenders, { countedRuns }));
    }
    return [timeSection(found), memorySection(found.at(-1))];
  },
};

function counts(size: number) {
  const third = Math.ceil(size / 3);
  return { configMaps: third, services: third, deployments: size - 2 * third };
}

function timeSection(found: readonly DeployComparison[]): Section {
  const tables = found.map(({ rows }, index): Table => ({
    caption: `${sizes[index]} objects`,
    unit: 'ms',
    rows,
  }));
  const ours = found.map(({ rows }) => rows[0]);
  const last = found.at(-1)?.rows ?? [];
  const smallest = ours[0];
  return {
    title: 'No-op, by number of objects',
    method:
      'A chart of one third each ConfigMaps, Services and Deployments with 0 replicas, deployed before, in a generated workspace and a namespace of its own for each program. \`todo-deploy\` knows what the chart renders to from the run before; the last row renders it. Calls and bytes are those of further runs, at a loopback proxy before the API server.',
    tables,
    bars: [
      ...found.flatMap(({ counted }, index) => callBars(sizes[index] ?? 0, counted[0] ?? [])),
      ...atMostPartOf('whole command at 1,000 objects at most 2 of that at 20', [ours.at(-1), smallest], 2),
      ...atMostPartOf('at 1,000 objects at most 1/30 of helm', [last[0], last[1]], 1 / 30),
      ...atMostPartOf('at 1,000 objects at most 1/8 of `kubectl apply`', [last[0], last[2]], 1 / 8),
    ],
    missing: unavailable,
  };
}

function callBars(size: number, counted: DeployComparison['counted'][number]): readonly Bar[] {
  const row: Row = { name: '', samples: counted.map(({ traffic }) => traffic.calls) };
  const most = kinds + 3;
  return atMost(`calls at ${size} objects at most ${kinds} kinds + 3`, row, { most, unit: 'calls' });
}

function memorySection(comparison: DeployComparison | undefined): Section {
  const rows = comparison ? memoryRows(comparison) : [];
  return {
    title: 'Memory at 1,000 objects',
    method:
      'The most resident memory that the program and all that it starts (of `todo-deploy` in the last row: helm, which renders the chart) held at once, looked at every 10 ms in the counted runs above.',
    tables: [{ caption: 'Peak of the process tree', unit: 'bytes', rows }],
    bars: atMostPartOf("at most helm's", [rows[0], rows[1]], 1),
    missing: [],
  };
}

/** Services are headless, so that a thousand of them take no addresses from a cluster that others use too. */
const template = `
{{- range until (int .Values.configMaps) }}
apiVersion: v1
kind: ConfigMap
metadata: { name: settings-{{ . }} }
data: { index: '{{ . }}', log-level: info, greeting: 'Hello from {{ . }}' }
---
{{- end }}
{{- range until (int .Values.services) }}
apiVersion: v1
kind: Service
metadata: { name: service-{{ . }} }
spec: { clusterIP: None, selector: { app: 'app-{{ . }}' }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
---
{{- end }}
{{- range until (int .Values.deployments) }}
apiVersion: apps/v1
kind: Deployment
metadata: { name: app-{{ . }} }
spec:
  replicas: 0
  selector: { matchLabels: { app: app-{{ . }} } }
  template:
    metadata: { labels: { app: app-{{ . }} } }
    spec:
      containers:
        - name: app
          image: example.invalid/app:1
          env: [{ name: INDEX, value: '{{ . }}' }]
          ports: [{ name: http, containerPort: 8080 }]
          readinessProbe: { httpGet: { path: /, port: http } }
          resources: { requests: { cpu: 10m, memory: 16Mi }, limits: { memory: 64Mi } }
---
{{- end }}
`;
