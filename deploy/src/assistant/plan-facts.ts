/** What the text of the tool `plan` says in few words. */
export interface PlanFacts {
  /** Absent where there is nothing to change. */
  readonly hash?: string;
  /** As a person is shown it. */
  readonly shown: string;
  /** How many pods run and are to run, where that is to change. */
  readonly replicas?: { readonly from: number; readonly to: number };
  /** Whether the number of pods is all that changes. */
  readonly isOnlyReplicas: boolean;
}

export function readPlan(text: string): PlanFacts {
  // The last, as a value that the plan shows may look like one.
  const hash = [...text.matchAll(/^plan hash ([0-9a-f]{16})$/gm)].at(-1)?.[1];
  const [, from, to] = replicasLine.exec(text) ?? [];
  const changedFields = text.split('\n').filter((line) => /^ {4}\S+: /.test(line));
  const changedObjects = text.split('\n').filter((line) => objectLine.test(line));
  return {
    ...(hash !== undefined && { hash }),
    shown: text.replace(/^To do exactly this: .*\n?/m, ''),
    ...(from !== undefined && { replicas: { from: Number(from), to: Number(to) } }),
    isOnlyReplicas: from !== undefined && changedFields.length === 1 && changedObjects.length === 1,
  };
}

const replicasLine = /^ {4}spec\.replicas: (\d+) → (\d+)$/m;
const objectLine = /^ {2}(create|adopt|update|replace|delete) +\S+\/\S+: /;
