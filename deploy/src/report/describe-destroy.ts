import { refText } from '../cluster/kubernetes-object.ts';
import type { DestroyPlan } from '../destroy/destroy-plan.ts';
import { count } from './format.ts';
import type { Style } from './style.ts';

/**
 * What taking an environment down would delete and keep.
 *
 * @returns lines, each ended by a newline
 */
export function describeDestroyPlan(plan: DestroyPlan, style: Style): string {
  const { environment, namespace, deletions, isNamespaceGoing } = plan;
  return [
    `${style('bold', environment)} in namespace ${namespace}: ${count(deletions.length, 'object')} to delete`,
    ...deletions.map(({ ref }) => `  ${style('red', 'delete')}  ${refText(ref)}`),
    ...(isNamespaceGoing
      ? [`  ${style('red', 'delete')}  Namespace/${namespace}, with nothing else in it`]
      : []),
    ...keptLines(plan, style),
    '',
  ].join('\n');
}

/** What was deleted, and what was kept. */
export function describeDestroyed(plan: DestroyPlan, style: Style): string {
  const { environment, namespace, deletions, isNamespaceGoing } = plan;
  const what = `${count(deletions.length, 'object')}${isNamespaceGoing ? ` and namespace ${namespace}` : ''}`;
  const isNothing = deletions.length === 0 && !isNamespaceGoing;
  const done = isNothing ? 'nothing of it is left' : `${style('green', 'destroyed')}, ${what} deleted`;
  return [`${style('bold', environment)}: ${done}`, ...keptLines(plan, style), ''].join('\n');
}

function keptLines({ kept }: DestroyPlan, style: Style): readonly string[] {
  return kept.map(({ object, why }) => `  ${style('yellow', 'keep')}    ${object}: ${why}`);
}
