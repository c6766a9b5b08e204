import * as z from 'zod';
import { DeployError } from './errors.ts';

interface OptionEntry {
  readonly type: 'string' | 'boolean';
  /** Stands for the value in the help. */
  readonly value?: string;
  readonly description: string;
  readonly multiple?: boolean;
  /** Checks what was written, fills in what was not, and gives the value that commands read. */
  readonly schema: z.ZodType;
}

const text = z.string().trim().min(1, 'needs a value');
const name = text.regex(
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
  'must be a name of lower-case letters, digits and -',
);
const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** How times are written in options and in files of environments; gives milliseconds. */
export const timeSchema = text
  .regex(/^[1-9]\d{0,6}(ms|s|m|h)$/, 'must be a time such as 90s or 2m')
  .transform((value) => parseInt(value, 10) * unitMs[value.replace(/^\d+/, '') as keyof typeof unitMs]);

/** A registry, with the folder in it where there is one. */
export const registrySchema = text.regex(
  /^[A-Za-z0-9.-]+(:\d+)?(\/[a-z0-9._/-]+)?$/,
  'must be a host with its port, such as localhost:5001',
);

/** The address of a site, without a slash at its end. */
export const webAddressSchema = z
  .url({ protocol: /^https?$/, error: 'must be a URL such as http://localhost:8080' })
  .transform((value) => value.replace(/\/+$/, ''));

const flag = z.boolean().default(false);
const objects = z
  .array(
    text.regex(
      /^[A-Z][A-Za-z]*\/[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/,
      'must be KIND/NAME, such as Deployment/backend',
    ),
  )
  .default([]);
const unique = (values: readonly string[]): readonly string[] => [...new Set(values)];

/** Every option of every command, in the order of the help; which of them a command has, it says itself. */
export const optionEntries = {
  environment: {
    type: 'string',
    value: 'NAME',
    description: 'the environment, a file of the environments folder (default: local)',
    schema: name.default('local'),
  },
  from: {
    type: 'string',
    value: 'NAME',
    description: 'the environment whose images are taken',
    schema: name.optional(),
  },
  to: {
    type: 'string',
    value: 'NAME',
    description: 'the environment that is to run them; of a rollback, the revision to go back to',
    schema: name.optional(),
  },
  'include-secrets': {
    type: 'boolean',
    description: 'write Secrets too, with their values as anybody can read them',
    schema: flag,
  },
  unit: {
    type: 'string',
    value: 'NAME',
    multiple: true,
    description: 'only this unit; may be given several times (default: all)',
    schema: z.array(name).default([]).transform(unique),
  },
  timeout: {
    type: 'string',
    value: 'TIME',
    description: 'how long one unit may take until it is ready: 90s, 2m (default: that of the environment)',
    schema: timeSchema.optional(),
  },
  'no-rollback': {
    type: 'boolean',
    description: 'leave a unit that does not become ready as it is, instead of going back',
    schema: flag,
  },
  yes: {
    type: 'boolean',
    description: 'do it without asking, also where the environment wants to be asked',
    schema: flag,
  },
  out: {
    type: 'string',
    value: 'PATH',
    description: 'where to keep the result: the file of a plan, the folder of rendered manifests',
    schema: text.optional(),
  },
  'exit-code': {
    type: 'boolean',
    description: 'end with 2 when there is something to change',
    schema: flag,
  },
  adopt: {
    type: 'boolean',
    description: 'take over objects that exist and are not ours, such as those of a helm release',
    schema: flag,
  },
  'force-conflicts': {
    type: 'string',
    value: 'KIND/NAME',
    multiple: true,
    description: 'take over the fields of this object that another program owns; may be given several times',
    schema: objects,
  },
  recreate: {
    type: 'string',
    value: 'KIND/NAME',
    multiple: true,
    description:
      'delete this object and make it anew where a field cannot be changed; may be given several times',
    schema: objects,
  },
  'no-wait': {
    type: 'boolean',
    description: 'end at once, naming it, when another deploy owns the environment',
    schema: flag,
  },
  'delete-data': {
    type: 'boolean',
    description: 'delete the volumes too, and with them what is stored in them',
    schema: flag,
  },
  watch: {
    type: 'boolean',
    description: 'show it again whenever it is another one, until Ctrl-C',
    schema: flag,
  },
  since: {
    type: 'string',
    value: 'TIME',
    description: 'only lines that are no older: 30s, 10m, 2h',
    schema: timeSchema.optional(),
  },
  tail: {
    type: 'string',
    value: 'N',
    description: 'only the last N lines of each container, of what it wrote before',
    schema: text
      .regex(/^\d{1,9}$/, 'must be a number of lines')
      .transform(Number)
      .optional(),
  },
  previous: {
    type: 'boolean',
    description: 'what the containers wrote that ran before the present ones; does not follow',
    schema: flag,
  },
  'no-follow': { type: 'boolean', description: 'end with what was written up to now', schema: flag },
  context: {
    type: 'string',
    value: 'NAME',
    description: 'context of the kubeconfig, instead of that of the connection file',
    schema: text.optional(),
  },
  kubeconfig: {
    type: 'string',
    value: 'FILE',
    description: 'the kubeconfig that holds it',
    schema: text.optional(),
  },
  registry: {
    type: 'string',
    value: 'HOST',
    description: 'the registry that its nodes pull from',
    schema: registrySchema.optional(),
  },
  address: {
    type: 'string',
    value: 'URL',
    description: 'where its ingress answers',
    schema: webAddressSchema.optional(),
  },
  markdown: { type: 'boolean', description: 'Markdown for a pull request instead of text', schema: flag },
  report: {
    type: 'string',
    value: 'FILE',
    description: 'write a report of the deploy as Markdown too, also when it fails',
    schema: text.optional(),
  },
  json: { type: 'boolean', description: 'one JSON object per line instead of text', schema: flag },
  'no-color': {
    type: 'boolean',
    description: 'no colours; so does NO_COLOR in the environment',
    schema: flag,
  },
  help: { type: 'boolean', description: 'this text', schema: flag },
} as const satisfies Readonly<Record<string, OptionEntry>>;

export type OptionName = keyof typeof optionEntries;

/** What every command has, besides its own. */
export const commonOptions = [
  'environment',
  'context',
  'kubeconfig',
  'registry',
  'address',
  'json',
  'no-color',
  'help',
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
  'report',
] as const satisfies readonly OptionName[];

/** What the user asked for, complete and checked, by option name; nothing after this looks at words again. */
export type Options = {
  readonly [Name in OptionName]: z.output<(typeof optionEntries)[Name]['schema']>;
} & {
  /** Words that are no options, such as the name of a unit or a file. */
  readonly operands: readonly string[];
};

/** What replaces parts of the connection file. */
export type ConnectionOptions = Partial<Pick<Options, 'context' | 'kubeconfig' | 'registry' | 'address'>>;

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
