import type { ErrorTable } from '@todo/errors';

interface RevisionFact {
  readonly unit: string;
  /** Absent where the one before was asked for. */
  readonly wanted?: number | undefined;
  /** The revisions that are kept, newest first. */
  readonly known: readonly number[];
}

const noWrite = 'nothing was written';

/** What looking after what runs can end with: its logs, its history, going back, taking it down. */
export const upkeepErrors = {
  NOTHING_DEPLOYED: {
    title: 'Nothing was deployed yet',
    message: ({ environment }: { environment: string }) =>
      `Environment ${environment}: nothing was deployed to it yet; ${noWrite}`,
    hint: ({ environment }: { environment: string }) => `todo-deploy deploy --environment ${environment}`,
    exitCode: 90,
  },
  REVISION_UNKNOWN: {
    title: 'There is no such revision to go back to',
    message: ({ unit, wanted, known }: RevisionFact) =>
      wanted === undefined
        ? `Unit ${unit}: there is no revision before ${known[0]}; ${noWrite}`
        : `Unit ${unit}: revision ${wanted} is not kept, there are ${known.join(', ')}; ${noWrite}`,
    hint: ({ unit }: RevisionFact) => `todo-deploy history ${unit}`,
    exitCode: 91,
  },
  REVISION_IMAGE_GONE: {
    title: 'An image of a revision is no longer in the registry',
    message: ({ unit, revision, image }: { unit: string; revision: number; image: string }) =>
      `Unit ${unit}: revision ${revision} runs ${image}, which is not in the registry any more; ${noWrite}`,
    hint: ({ unit }: { unit: string }) =>
      `choose another one of todo-deploy history ${unit}, or deploy the commit that it was made from`,
    exitCode: 92,
  },
  UNIT_UNSCALABLE: {
    title: 'A unit has no number of replicas to set',
    message: ({ unit, reason }: { unit: string; reason: string }) => `Unit ${unit}: ${reason}; ${noWrite}`,
    hint: () => 'set what its chart offers for it in the values of the environment, and deploy',
    exitCode: 93,
  },
} as const satisfies ErrorTable;
