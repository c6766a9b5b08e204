import type { EnvironmentDiagnosis, UnitDiagnosis } from '../read-diagnosis.ts';
import { errorBlock } from './error-block.ts';
import type { Style } from './style.ts';

/**
 * Lays a diagnosis out: what is healthy in one line each, and of the rest the gravest cause, what shows it, what to do.
 *
 * @returns lines, each ended by a newline
 */
export function describeDiagnosis(
  { environment, namespace, units }: EnvironmentDiagnosis,
  style: Style,
): string {
  const title = `${style('bold', environment)} in namespace ${namespace}\n`;
  const healthyFirst = units.toSorted(
    (a, b) => Number(a.trouble !== undefined) - Number(b.trouble !== undefined),
  );
  return title + healthyFirst.map((unit) => describeUnit(unit, style)).join('');
}

function describeUnit({ unit, trouble }: UnitDiagnosis, style: Style): string {
  if (!trouble) return `${style('bold', unit)}: ${style('green', 'healthy')}\n`;
  const { code, object, cause, advice, evidence } = trouble;
  const block = errorBlock({ code, message: `${object}: ${cause}`, hint: advice }, evidence, style);
  return `\n${style('bold', unit)}: ${style('red', 'not healthy')}\n${block}`;
}
