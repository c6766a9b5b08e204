import type { EnvironmentDiagnosis, Trouble } from '../read-diagnosis.ts';
import type { CauseGrade } from '../report/events.ts';

/** What is wrong with a unit. */
export interface UnitTrouble {
  readonly unit: string;
  readonly trouble: Trouble;
}

/**
 * The troubles of an environment in the order in which to mend them: what others follow from, what stands for itself, what
 * follows from another one; among these what no waiting mends, what goes on, what only a deadline would end.
 */
export function gravestFirst({ units }: Pick<EnvironmentDiagnosis, 'units'>): readonly UnitTrouble[] {
  return inOrder(units.flatMap(({ unit, trouble }) => (trouble ? [{ unit, trouble }] : [])));
}

/** The same of troubles of which a unit may have several. */
export function inOrder(troubles: readonly UnitTrouble[]): readonly UnitTrouble[] {
  const followed = new Set(troubles.map(({ trouble }) => trouble.dueTo));
  const rank = ({ dueTo, object, grade }: Trouble) => {
    const place = dueTo === undefined ? (followed.has(object) ? 0 : 1) : 2;
    return place * grades.length + grades.indexOf(grade);
  };
  return troubles.toSorted((a, b) => rank(a.trouble) - rank(b.trouble));
}

const grades: readonly CauseGrade[] = ['hopeless', 'repeating', 'at-deadline'];
