import type { ErrorTable } from '@todo/errors';

/** What an environment can refuse before anything is written to it. */
export const environmentErrors = {
  ENVIRONMENT_PROTECTED: {
    title: 'The environment refuses this deploy',
    message: ({ environment, reasons }: { environment: string; reasons: readonly Refusal[] }) =>
      `Environment ${environment}: ${reasons.map(({ reason }) => reason).join('; ')}; nothing was written`,
    hint: ({ reasons }: { reasons: readonly Refusal[] }) => reasons[0]?.advice ?? '',
    exitCode: 80,
  },
  CONFIRMATION_MISSING: {
    title: 'The environment wants to be asked, and nobody can answer',
    message: ({ environment }: { environment: string }) =>
      `Environment ${environment}: asks before anything is written, and there is no terminal to answer in; nothing was written`,
    hint: ({ environment }: { environment: string }) =>
      `add --yes, or run npx todo-deploy in a terminal with --environment ${environment}`,
    exitCode: 81,
  },
  PROMOTION_INCOMPLETE: {
    title: 'An environment does not run what is to be promoted from it',
    message: ({ from, to, units }: { from: string; to: string; units: readonly string[] }) =>
      `Environment ${to}: its chart needs unit ${units.join(', ')}, which ${from} does not run; nothing was written`,
    hint: ({ from }: { from: string }) => `todo-deploy deploy --environment ${from}`,
    exitCode: 82,
  },
} as const satisfies ErrorTable;

export interface Refusal {
  readonly reason: string;
  /** One command or edit. */
  readonly advice: string;
}
