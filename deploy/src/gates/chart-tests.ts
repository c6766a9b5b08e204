import type { KubernetesObject } from '../cluster/kubernetes-object.ts';
import { stageIndex } from '../manifest/apply-order.ts';
import { renderChart, type RenderRequest } from '../manifest/render-chart.ts';

const hookAnnotation = 'helm.sh/hook';
const weightAnnotation = 'helm.sh/hook-weight';
const componentLabel = 'app.kubernetes.io/component';

/**
 * What `helm test` would make for one component, in its order: by weight, then kind, then name.
 *
 * @throws DeployError as `renderChart` does
 */
export async function chartTests(
  component: string,
  request: Omit<RenderRequest, 'withTests'>,
): Promise<readonly KubernetesObject[]> {
  const objects = await renderChart({ ...request, withTests: true });
  return objects
    .filter(({ metadata }) => isTest(metadata) && metadata.labels?.[componentLabel] === component)
    .toSorted((a, b) => weightOf(a) - weightOf(b) || orderOf(a, b));
}

/** Whether an object exists only while `helm test` runs. */
function isTest({ annotations }: KubernetesObject['metadata']): boolean {
  const hooks = annotations?.[hookAnnotation]?.split(',').map((hook) => hook.trim()) ?? [];
  return hooks.includes('test') || hooks.includes('test-success');
}

function weightOf({ metadata }: KubernetesObject): number {
  return Number.parseInt(metadata.annotations?.[weightAnnotation] ?? '', 10) || 0;
}

function orderOf(a: KubernetesObject, b: KubernetesObject): number {
  return stageIndex(a.kind) - stageIndex(b.kind) || (a.metadata.name < b.metadata.name ? -1 : 1);
}
