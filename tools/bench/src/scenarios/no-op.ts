import type { Bench } from '../bench.ts';
import type { Values } from '../contenders/contender.ts';
import { lineUp } from '../contenders/line-up.ts';
import { busyRows, compareDeploys } from '../measure/compare-deploys.ts';
import { atMost, atMostPartOf } from '../report/section.ts';
import { cloneWorkspace, localValues } from '../workspaces/clone-workspace.ts';
import { unavailable } from './unavailable.ts';
import type { Scenario } from './scenario.ts';

/** This app's own chart, when nothing has changed. */
export const noOp: Scenario = {
  name: 'no-op',
  summary: "this app's chart, nothing changed",
  async run(bench) {
    const values = await localValues(bench);
    const contenders = await lineUp(bench, {
      purpose: 'app',
      makeWorkspace: (namespace) => cloneWorkspace(bench, namespace),
      values,
      images: await publishImages(bench),
    });

    const comparison = await compareDeploys(bench, contenders, { countedRuns: bench.runs });
    const { rows } = comparison;
    const busy = busyRows(comparison);
    const [ours, helm, apply] = rows;
    return [
      {
        title: "No-op, this app's chart",
        method:
          "The app's 25 objects, deployed before and ready, in a namespace of its own for each program. `todo-deploy` runs in a clone of this repository, and its time includes the project graph, the input hashes, the look-up of both images, and seeing that the chart is the one that was found settled before; the last row renders it. `kubectl` gets rendered objects.",
        tables: [
          { caption: 'Whole command', unit: 'ms', rows },
          {
            caption: 'Cluster part: time with a call to the API server under way, at the counting proxy',
            unit: 'ms',
            rows: busy,
          },
        ],
        bars: [
          ...atMost('whole command at most 0.5 s', ours, { most: 500, unit: 'ms' }),
          ...atMostPartOf('whole command at most 1/2 of helm', [ours, helm], 1 / 2),
          ...atMostPartOf('cluster part at most 1/3 of `kubectl apply`', [busy[0], apply], 1 / 3),
        ],
        missing: unavailable,
      },
    ];
  },
};

/** Makes sure that the images of what this workspace is now are in the registry, and names them for the chart. */
async function publishImages(bench: Bench): Promise<Values> {
  const { workspaceRoot, connection, direct } = bench;
  const { output } = await bench.run([`${workspaceRoot}/node_modules/.bin/todo-deploy`, 'images', '--json'], {
    cwd: workspaceRoot,
    env: { TODO_CLUSTER_FILE: direct.clusterFile },
  });
  const { images } = JSON.parse(output.at(-1) ?? '') as {
    images: readonly { unit: string; repository: string; digest: string }[];
  };
  const { registry } = connection;
  const named = images.map(({ unit, repository, digest }) => [
    unit,
    { registry, repository: repository.slice(registry.length + 1), digest },
  ]);
  return { images: Object.fromEntries(named) as Values };
}
