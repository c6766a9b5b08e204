import type { ErrorTable } from '@todo/errors';

/** What deploying to, promoting between and rendering environments can be refused with, before anything is written. */
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
      `add --yes; or run npx todo-deploy with --environment ${environment} in a terminal, where it can ask`,
    exitCode: 81,
  },
  PROMOTION_INCOMPLETE: {
    title: 'An environment does not run what is to be promoted from it',
    message: ({ from, to, units }: { from: string; to: string; units: readonly string[] }) =>
      `Environment ${to}: its chart needs unit ${units.join(', ')}, which ${from} does not run; nothing was written`,
    hint: ({ from }: { from: string }) => `todo-deploy deploy --environment ${from}`,
    exitCode: 82,
  },
  RENDER_BLOCKED: {
    title: 'A file is in the way that no render made',
    message: ({ path }: { path: string }) =>
      `${path}: it is in the way, and no render made it; nothing was written`,
    hint: ({ path }: { path: string }) => `move ${path} away, or name another folder with --out`,
    exitCode: 83,
  },
  SECRET_EXPOSED: {
    title: 'An object that is no Secret holds what is secret',
    message: ({ object }: { object: string }) =>
      `${object}: it holds a value that is secret, and that would be on disk; nothing was written`,
    hint: ({ object }: { object: string }) =>
      `let ${object} take the value from its Secret, or add --include-secrets`,
    exitCode: 84,
  },
} as const satisfies ErrorTable;

export interface Refusal {
  readonly reason: string;
  /** One command or edit. */
  readonly advice: string;
}
