import { describe, expect, it } from '@jest/globals';
import { describeDiagnosis } from './describe-diagnosis.ts';
import { createStyle } from './style.ts';

describe('describeDiagnosis', () => {
  it('shows what is healthy in a line, and of the rest the cause, what shows it, and what to do', () => {
    const trouble = {
      object: 'Deployment/todo/backend',
      code: 'CONTAINER_CRASHED' as const,
      reason: 'CrashLoopBackOff',
      grade: 'hopeless' as const,
      cause: 'Pod backend-7c9f: CrashLoopBackOff, exit 1; last line: DATABASE_URL is not set',
      advice: 'correct what its last lines say, and deploy again',
      evidence: ['last lines of backend-7c9f, container backend:', '  DATABASE_URL is not set'],
    };
    const units = [{ unit: 'backend', trouble }, { unit: 'frontend' }];
    expect(describeDiagnosis({ environment: 'local', namespace: 'todo', units }, createStyle(false)))
      .toBe(`local in namespace todo
frontend: healthy

backend: not healthy
CONTAINER_CRASHED  Deployment/todo/backend: Pod backend-7c9f: CrashLoopBackOff, exit 1; last line: DATABASE_URL is not set
  last lines of backend-7c9f, container backend:
    DATABASE_URL is not set
  Next: correct what its last lines say, and deploy again
`);
  });
});
