import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { at, isRecord } from '../cluster/kubernetes-object.ts';
import type { Environment } from '../deploy-request.ts';

/** Finds the chart's value that gives a container its resources; undefined where none is known to. */
export type ResourcesValueOf = (names: readonly string[]) => string | undefined;

/**
 * By what charts agree on: `NAME.resources`, where NAME is that of the container or of its component; and by what the charts
 * here do for services: `services.NAME.resources`, also where those are the defaults of all.
 *
 * @param environment its chart is absent where only the cluster is known
 */
export function openResourcesValues({
  chart,
  values,
}: Partial<Pick<Environment, 'chart' | 'values'>>): ResourcesValueOf {
  const given = [values, chart === undefined ? undefined : readValues(join(chart, 'values.yaml'))];
  return (names) => {
    const has = (...path: readonly string[]) => given.some((layer) => isRecord(at(layer, ...path)));
    const own = names.find((name) => has(name, 'resources'));
    if (own !== undefined) return `${own}.resources`;
    const service = names.find((name) => has('services', name));
    return service === undefined ? undefined : `services.${service}.resources`;
  };
}

/** A chart that cannot be read is one of which nothing is known: its resources are still told. */
function readValues(file: string): unknown {
  try {
    return existsSync(file) ? load(readFileSync(file, 'utf8')) : undefined;
  } catch {
    return undefined;
  }
}
