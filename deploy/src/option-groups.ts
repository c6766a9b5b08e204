import type { OptionName } from './options.ts';

/** What a command has that reads files alone, besides its own. */
export const outputOptions = ['json', 'no-color', 'help'] as const satisfies readonly OptionName[];

/** What every other command has, besides its own. */
export const commonOptions = [
  'environment',
  'context',
  'kubeconfig',
  'registry',
  'address',
  ...outputOptions,
] as const satisfies readonly OptionName[];

/** What every command has that takes an environment to what the workspace holds. */
export const deployOptions = [
  'unit',
  'timeout',
  'no-rollback',
  'yes',
  'adopt',
  'force-conflicts',
  'recreate',
  'no-wait',
  'plan-hash',
  'by',
  'report',
] as const satisfies readonly OptionName[];
