import type { Operation, PlanShown } from './approvals.ts';
import { intentOf, type Intent } from './rules/intents.ts';
import { readQuestion } from './rules/question.ts';
import { replicasIn } from './rules/replicas-in.ts';
import { unitsIn } from './rules/units-in.ts';

/** Which operations an order is about. */
const operations: Readonly<Partial<Record<Intent, readonly Operation[]>>> = {
  deploy: ['deploy', 'scale'],
  scale: ['scale'],
  rollback: ['rollback', 'deploy'],
  restore: ['deploy'],
};

/**
 * Whether the person's own words order what a plan does: the operation, the unit where the plan has one, and the number of
 * pods where one is named. What a model was talked into by what it read is none of it.
 */
export function isOrderedBy(
  asked: string,
  { operation, wish }: Pick<PlanShown, 'operation' | 'wish'>,
): boolean {
  const { unit, replicas } = wish;
  const names = unit === undefined ? [] : [unit];
  const question = readQuestion(asked, names);
  const isOfUnit = unit === undefined || unitsIn(question, names).length > 0;
  const isOperation = operations[intentOf(question)]?.includes(operation) ?? false;
  const named = replicasIn(question);
  const isNumber = operation !== 'scale' || named?.kind !== 'number' || named.replicas === replicas;
  return isOperation && isOfUnit && isNumber;
}
