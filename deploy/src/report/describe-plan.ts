import type { FieldChange, ImageChange, ObjectChange, Plan, UnitPlan } from '../plan/plan.ts';
import { describeInputs } from './describe-inputs.ts';
import { count, formatDigest } from './format.ts';
import type { Style } from './style.ts';

/**
 * Lays a plan out: per unit what changed of it, its image, the objects that change, their fields, and whose pods restart.
 *
 * @returns lines, each ended by a newline
 */
export function describePlan({ environment, namespace, hash, units }: Plan, style: Style): string {
  const changes = units.flatMap((unit) => changesOf(unit));
  const restarts = changes.filter(({ restartsPods }) => restartsPods).length;
  const total =
    changes.length === 0
      ? 'nothing to change'
      : `${count(changes.length, 'object')} to change, ${count(restarts, 'workload')} to restart`;
  return [
    `${style('bold', `Plan of ${environment}`)} (namespace ${namespace}): ${total}`,
    ...units.flatMap((unit) => describeUnit(unit, style)),
    ...(changes.length > 0 ? [style('dim', `plan hash ${hash}`)] : []),
    '',
  ].join('\n');
}

function changesOf({ changes }: UnitPlan): readonly ObjectChange[] {
  return changes.filter(({ action }) => action !== 'unchanged');
}

function describeUnit(unit: UnitPlan, style: Style): readonly string[] {
  const changes = changesOf(unit);
  const image = unit.image && describeImage(unit.image);
  const unchanged = unit.changes.length - changes.length;
  return [
    `${style('bold', unit.unit)}${unchanged > 0 ? style('dim', ` (${count(unchanged, 'object')} unchanged)`) : ''}`,
    ...describeInputs(unit.inputs ?? []).map(
      ({ label, text }) => `  ${style('dim', label.padEnd(8))}${text}`,
    ),
    ...(image ? [`  image   ${image}`] : []),
    ...changes.flatMap((change) => describeObject(change, style)),
  ];
}

export function describeImage({ from, to }: ImageChange): string | undefined {
  if (to !== undefined && from === to) return undefined;
  const before = from ? formatDigest(from) : 'none';
  return `${before} → ${to ? formatDigest(to) : 'to be built'}`;
}

function describeObject(change: ObjectChange, style: Style): readonly string[] {
  const restart = change.restartsPods ? style('yellow', '; its pods restart') : '';
  return [
    `  ${style('cyan', change.action.padEnd(8))}${change.object}: ${change.why}${restart}`,
    ...change.fields.map((field) => `    ${describeField(field)}`),
  ];
}

export function describeField({ path, from, to }: FieldChange): string {
  if (from === undefined) return `${path}: ${to ?? ''} (new)`;
  return to === undefined ? `${path}: was ${from}, goes away` : `${path}: ${from} → ${to}`;
}
