import { describe, expect, it } from '@jest/globals';
import type { Trouble } from '../read-diagnosis.ts';
import { gravestFirst } from './gravest-first.ts';

function unit(name: string, trouble: Partial<Trouble>) {
  const whole: Trouble = {
    ...{ object: `Deployment/todo/${name}`, code: 'ROLLOUT_FAILED', reason: 'ProbeFailed' },
    ...{ grade: 'hopeless', cause: '', advice: '', evidence: [] },
    ...trouble,
  };
  return { unit: name, trouble: whole };
}

describe('gravestFirst', () => {
  it('puts first what others follow from, then what stands for itself by its grade, last what follows', () => {
    const units = [
      unit('follows', { dueTo: 'Deployment/todo/root' }),
      unit('waits', { grade: 'at-deadline' }),
      { unit: 'healthy' },
      unit('repeats', { grade: 'repeating' }),
      unit('hopeless', {}),
      unit('root', { grade: 'at-deadline' }),
      unit('follows-later', { dueTo: 'Deployment/todo/root', grade: 'at-deadline' }),
    ];
    expect(gravestFirst({ units }).map((each) => each.unit)).toEqual([
      ...['root', 'hopeless', 'repeats', 'waits', 'follows', 'follows-later'],
    ]);
  });

  it('is empty where all is healthy', () => {
    expect(gravestFirst({ units: [{ unit: 'one' }] })).toEqual([]);
  });
});
