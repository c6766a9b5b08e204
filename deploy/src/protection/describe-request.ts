import { changeSummary } from '../plan/change-set.ts';
import type { Plan } from '../plan/plan.ts';

/** `production (…): 2 to update; restarts Deployment/todo/backend`: what a person is asked to agree to. */
export function describeRequest({ units }: Plan, place: string): string {
  const changes = units.flatMap((unit) => unit.changes);
  const restarts = changes.filter(({ restartsPods }) => restartsPods).map(({ object }) => object);
  const restart = restarts.length > 0 ? `; restarts ${restarts.join(', ')}` : '';
  return `${place}: ${changeSummary(changes)}${restart}`;
}
