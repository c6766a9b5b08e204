import * as z from 'zod';
import { DeployError } from './errors.ts';
import { optionEntries, type Options } from './options.ts';

const schemas = Object.fromEntries(
  Object.entries(optionEntries).map(([option, { schema }]) => [option, schema]),
);
const optionsSchema = z.object({ ...schemas, operands: z.array(z.string()).default([]) });

/**
 * Checks option values and fills in what was not given.
 *
 * @param raw values by option name, as the command line or an executor's options have them
 * @param command what was called, for the error's hint
 * @throws DeployError OPTION_INVALID
 */
export function parseOptions(raw: Readonly<Record<string, unknown>>, command: string): Options {
  const parsed = optionsSchema.safeParse(raw);
  if (parsed.success) return parsed.data as unknown as Options;
  const [issue] = parsed.error.issues;
  const option = `--${String(issue?.path[0] ?? '')}`;
  throw new DeployError('OPTION_INVALID', { option, command, reason: issue?.message ?? 'is not valid' });
}
