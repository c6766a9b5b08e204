import type { Bench } from '../bench.ts';
import type { Workspace } from '../workspaces/workspace.ts';
import type { Contender, Values } from './contender.ts';
import { helm } from './helm.ts';
import { kubectl, kubectlCommand } from './kubectl.ts';
import { todoDeploy, todoDeployAnew } from './todo-deploy.ts';

export interface LineUpOptions {
  /** Part of the namespaces' names. */
  readonly purpose: string;
  readonly makeWorkspace: (namespace: string) => Promise<Workspace>;
  /** What is deployed; the images of the workspace's units are todo-deploy's own concern. */
  readonly values: (namespace: string) => Values;
  /** What the rivals need to know of images. */
  readonly images?: Values;
}

/** todo-deploy first, then its rivals, each with the same chart deployed into a namespace of its own; last, what is only shown. */
export async function lineUp(bench: Bench, options: LineUpOptions): Promise<readonly Contender[]> {
  const { purpose, makeWorkspace, values, images } = options;
  const own = bench.namespace(purpose);
  const forHelm = bench.namespace(`${purpose}-helm`);
  const forKubectl = bench.namespace(`${purpose}-kubectl`);
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
  for (const namespace of [own, forHelm, forKubectl]) await untilAvailable(bench, namespace);
  return [ours, byHelm, byKubectl.apply, byKubectl.diff, todoDeployAnew(bench, workspace)];
}

/** Until the controllers have done their part too, so that they do not work beside what is measured. */
async function untilAvailable(bench: Bench, namespace: string): Promise<void> {
  const words = ['wait', 'deployment', '--all', '--for=condition=Available', '--timeout=300s'];
  await bench.run(kubectlCommand(bench, { access: bench.direct, namespace }, words));
}
