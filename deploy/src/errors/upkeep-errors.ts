import type { ErrorTable } from '@todo/errors';

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
} as const satisfies ErrorTable;
