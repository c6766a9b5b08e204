import { dirname, join } from 'node:path';
import { prepareForNx } from '../env.ts';
import { isProject } from '../plugin.ts';
import { findUnits } from './find-units.ts';
import type { WorkspaceUnits } from './read-units.ts';
import { readCachedUnits } from './units-cache.ts';
import { readWorkspaceFiles } from './workspace-files.ts';

/** The shared unit's folder, relative to the workspace, and its chart, absolute. */
export type ChartPlace = Pick<WorkspaceUnits, 'sharedRoot' | 'chart'>;

/**
 * Finds the chart as the plugin does, without the project graph; only where several projects have one, or none has, the
 * graph must say which it is.
 *
 * @throws DeployError GRAPH_FAILED, CHART_UNCLEAR
 */
export async function findChart(
  root: string,
  options: { readonly isInsideNx?: boolean } = {},
): Promise<ChartPlace> {
  prepareForNx(root);
  const files = await readWorkspaceFiles(root);
  const known = readCachedUnits(root, files);
  if (known) return known;
  const charts = files.map(({ file }) => file).filter((file) => file.endsWith('/chart/Chart.yaml'));
  const roots = charts
    .map((file) => dirname(dirname(file)))
    .filter((folder) => isProject(join(root, folder)));
  const [sharedRoot] = roots;
  if (sharedRoot === undefined || roots.length > 1) return findUnits(root, options);
  return { sharedRoot, chart: join(root, sharedRoot, 'chart') };
}
