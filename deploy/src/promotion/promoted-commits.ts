import type { Ledger } from '../ledger/ledger.ts';

export interface PromotedCommits {
  /** Of the last deploy that changed anything; absent where none of them knew its commit. */
  readonly newest?: string;
  /** By unit, what each of them is of. */
  readonly commits: ReadonlyMap<string, string>;
}

/** Which commits an environment runs. */
export function promotedCommits({ units }: Pick<Ledger, 'units'>): PromotedCommits {
  const known = [...units].flatMap(([unit, { commit, deployedAt }]) =>
    commit === undefined ? [] : [{ unit, commit, deployedAt }],
  );
  const newest = known.toSorted((a, b) => (a.deployedAt < b.deployedAt ? 1 : -1))[0]?.commit;
  return {
    ...(newest === undefined ? {} : { newest }),
    commits: new Map(known.map(({ unit, commit }) => [unit, commit])),
  };
}
