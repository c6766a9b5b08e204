import * as z from 'zod';
import { operationOptions } from './operation-options.ts';
import {
  flag,
  name,
  objects,
  registrySchema,
  text,
  timeSchema,
  unique,
  webAddressSchema,
} from './option-schemas.ts';

interface OptionEntry {
  readonly type: 'string' | 'boolean';
  /** Stands for the value in the help. */
  readonly value?: string;
  readonly description: string;
  readonly multiple?: boolean;
  /** Checks what was written, fills in what was not, and gives the value that commands read. */
  readonly schema: z.ZodType;
}

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
  'plan-hash': {
    type: 'string',
    value: 'HASH',
    description:
      'do only what the plan of this hash says, as it was shown; refuse when it is another one by now',
    schema: text.regex(/^[0-9a-f]{16}$/, 'must be the hash that todo-deploy plan shows').optional(),
  },
  replicas: {
    type: 'string',
    value: 'N',
    description: 'how many pods run',
    schema: text
      .regex(/^\d{1,3}$/, 'must be a number from 0 to 999')
      .transform(Number)
      .optional(),
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
  calls: {
    type: 'boolean',
    description: 'the calls of tools by AI clients, instead of revisions',
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
  warnings: { type: 'boolean', description: 'only what is a warning', schema: flag },
  limit: {
    type: 'string',
    value: 'N',
    description: 'at most so many, the newest (default: 30)',
    schema: text
      .regex(/^[1-9]\d{0,3}$/, 'must be a number from 1 to 9999')
      .transform(Number)
      .default(30),
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
  ...operationOptions,
  by: {
    type: 'string',
    value: 'NAME',
    description: 'who deploys, for the ledger (default: the author that git names)',
    schema: text
      .regex(/^[^-\p{C}][^\p{C}]{0,199}$/u, 'must be one line of at most 200 characters')
      .optional(),
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

/** What the user asked for, complete and checked, by option name; nothing after this looks at words again. */
export type Options = {
  readonly [Name in OptionName]: z.output<(typeof optionEntries)[Name]['schema']>;
} & {
  /** Words that are no options, such as the name of a unit or a file. */
  readonly operands: readonly string[];
};

/** What replaces parts of the connection file. */
export type ConnectionOptions = Partial<Pick<Options, 'context' | 'kubeconfig' | 'registry' | 'address'>>;
