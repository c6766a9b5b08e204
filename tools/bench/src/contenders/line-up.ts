import type { Bench } from '../bench.ts';
import type { Workspace } from '../workspaces/workspace.ts';
import type { Contender, Values } from './contender.ts';
import { helm } from './helm.ts';
import { kubectl } from './kubectl.ts';
import { todoDeploy } from './todo-deploy.ts';

export interface LineUpOptions {
  /** Part of the namespaces' names. */
  readonly purpose: string;
  readonly makeWorkspace: (namespace: string) => Promise<Workspace>;
  /** What is deployed; the images of the workspace's units are todo-deploy's own concern. */
  readonly values: (namespace: string) => Values;
  /** What the rivals need to know of images. */
  readonly images?: Values;
}

export interface LineUp {
  /** todo-deploy first. */
  readonly contenders: readonly Contender[];
  readonly namespaces: readonly string[];
}

/** todo-deploy and its rivals, each with the same chart deployed into a namespace of its own. */
export async function lineUp(bench: Bench, options: LineUpOptions): Promise<LineUp> {
  const { purpose, makeWorkspace, values, images } = options;
  const [own, forHelm, forKubectl] = ['', '-helm', '-kubectl'].map((end) =>
    bench.namespace(purpose + end),
  ) as [string, string, string];
  const workspace = await makeWorkspace(own);
  const { chart } = workspace;
  const ours = todoDeploy(bench, workspace);
  const byHelm = helm(bench, { chart, namespace: forHelm });
  const byKubectl = kubectl(bench, { chart, namespace: forKubectl });
  await ours.load(values(own));
  await byHelm.load({ ...values(forHelm), ...images });
  await byKubectl.apply.load({ ...values(forKubectl), ...images });
  await bench.cluster.createNamespace(forHelm);
  await bench.cluster.createNamespace(forKubectl);
  for (const contender of [ours, byHelm, byKubectl.apply]) await contender.deploy(bench.direct);
  return {
    contenders: [ours, byHelm, byKubectl.apply, byKubectl.diff],
    namespaces: [own, forHelm, forKubectl],
  };
}
