import { parseArgs } from 'node:util';
import { z } from 'zod';
import { DeployError } from './errors.ts';

export const commandNames = ['deploy', 'plan', 'status', 'images'] as const;
export type CommandName = (typeof commandNames)[number];

/** What the user asked for, complete and checked; nothing after this looks at words again. */
export interface Options {
  readonly environment: string;
  /** What replaces parts of the connection file. */
  readonly connection: ConnectionOptions;
  /** Units to look at; all when empty. */
  readonly units: readonly string[];
  /** How long one unit may take until it is ready; the environment's own time when absent. */
  readonly timeoutMs?: number;
  /** Leave a unit that does not become ready as it is, instead of going back. */
  readonly noRollback: boolean;
  readonly json: boolean;
  readonly noColor: boolean;
}

export interface ConnectionOptions {
  readonly context?: string;
  readonly kubeconfig?: string;
  readonly registry?: string;
  readonly address?: string;
}

export type CommandLine =
  | { readonly action: 'help'; readonly command?: CommandName }
  | { readonly action: 'run'; readonly command: CommandName; readonly options: Options };

interface OptionEntry {
  readonly type: 'string' | 'boolean';
  /** Stands for the value in the help. */
  readonly value?: string;
  readonly description: string;
  readonly multiple?: boolean;
  /** All commands when absent. */
  readonly commands?: readonly CommandName[];
}

/** Every option, in the order of the help. */
export const optionEntries = {
  environment: {
    type: 'string',
    value: 'NAME',
    description: 'the environment, a file of deploy/environments (default: local)',
  },
  unit: {
    type: 'string',
    value: 'NAME',
    multiple: true,
    description: 'only this unit; may be given several times (default: all)',
    commands: ['deploy', 'plan', 'images'],
  },
  timeout: {
    type: 'string',
    value: 'TIME',
    description: 'how long one unit may take until it is ready: 90s, 2m (default: that of the environment)',
    commands: ['deploy'],
  },
  'no-rollback': {
    type: 'boolean',
    description: 'leave a unit that does not become ready as it is, instead of going back',
    commands: ['deploy'],
  },
  context: {
    type: 'string',
    value: 'NAME',
    description: 'context of the kubeconfig, instead of that of the connection file',
  },
  kubeconfig: { type: 'string', value: 'FILE', description: 'the kubeconfig that holds it' },
  registry: { type: 'string', value: 'HOST', description: 'the registry that its nodes pull from' },
  address: { type: 'string', value: 'URL', description: 'where its ingress answers' },
  json: { type: 'boolean', description: 'one JSON object per line instead of text' },
  'no-color': { type: 'boolean', description: 'no colours; so does NO_COLOR in the environment' },
  help: { type: 'boolean', description: 'this text' },
} as const satisfies Readonly<Record<string, OptionEntry>>;

type OptionName = keyof typeof optionEntries;

/** @returns the names of the options that a command has */
export function optionsOf(command: CommandName): readonly OptionName[] {
  return (Object.keys(optionEntries) as OptionName[]).filter((name) => {
    const entry: OptionEntry = optionEntries[name];
    return entry.commands?.includes(command) ?? true;
  });
}

/**
 * Parses the words after `todo-deploy`.
 *
 * @throws DeployError COMMAND_UNKNOWN, OPTION_UNKNOWN, OPTION_INVALID
 */
export function parseCommandLine(words: readonly string[]): CommandLine {
  const [first = '--help', ...rest] = words;
  if (first === '--help' || first === 'help') return { action: 'help' };
  const command = commandNames.find((name) => name === first);
  if (!command) throw new DeployError('COMMAND_UNKNOWN', { command: first, known: commandNames });
  const raw = readWords(command, rest);
  if (raw.help) return { action: 'help', command };
  return { action: 'run', command, options: parseOptions(raw, `todo-deploy ${command}`) };
}

/**
 * Checks option values and fills in what was not given.
 *
 * @param raw values by option name, as the command line or an executor's options have them
 * @param command what was called, for the error's hint
 * @throws DeployError OPTION_INVALID
 */
export function parseOptions(raw: Readonly<Record<string, unknown>>, command: string): Options {
  const parsed = optionsSchema.safeParse(raw);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const option = `--${String(issue?.path[0] ?? '')}`;
    throw new DeployError('OPTION_INVALID', { option, command, reason: issue?.message ?? 'is not valid' });
  }
  const { environment, unit, timeout, json, context, kubeconfig, registry, address } = parsed.data;
  return {
    environment,
    connection: { context, kubeconfig, registry, address },
    units: [...new Set(unit)],
    timeoutMs: timeout,
    noRollback: parsed.data['no-rollback'],
    json,
    noColor: parsed.data['no-color'],
  };
}

const text = z.string().trim().min(1, 'needs a value');
const name = text.regex(
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
  'must be a name of lower-case letters, digits and -',
);
const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
const time = text
  .regex(/^[1-9]\d{0,6}(ms|s|m|h)$/, 'must be a time such as 90s or 2m')
  .transform((value) => parseInt(value, 10) * unitMs[value.replace(/^\d+/, '') as keyof typeof unitMs]);

/** How times are written in options and in files of environments; gives milliseconds. */
export const timeSchema = time;

const optionsSchema = z.object({
  environment: name.default('local'),
  unit: z.array(name).default([]),
  timeout: time.optional(),
  context: text.optional(),
  kubeconfig: text.optional(),
  registry: text
    .regex(
      /^[A-Za-z0-9.-]+(:\d+)?(\/[a-z0-9._/-]+)?$/,
      'must be a host with its port, such as localhost:5001',
    )
    .optional(),
  address: z
    .url({ protocol: /^https?$/, error: 'must be a URL such as http://localhost:8080' })
    .transform((value) => value.replace(/\/+$/, ''))
    .optional(),
  'no-rollback': z.boolean().default(false),
  json: z.boolean().default(false),
  'no-color': z.boolean().default(false),
});

function readWords(command: CommandName, words: readonly string[]): Record<string, unknown> {
  const known = optionsOf(command);
  const called = `todo-deploy ${command}`;
  const options = Object.fromEntries(known.map((option) => [option, optionEntries[option]]));
  const { values, tokens } = parseArgs({
    args: [...words],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind === 'positional') {
      throw new DeployError('OPTION_UNKNOWN', { option: token.value, command: called, known: flags(known) });
    }
    if (token.kind === 'option') checkOption(token, known, called);
  }
  return values;
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string;
}

/** parseArgs takes an unknown option, one without its value, and a value for a switch as they come. */
function checkOption(token: OptionToken, known: readonly OptionName[], command: string): void {
  const option = token.rawName;
  const entry = known.find((each) => each === token.name);
  if (!entry) throw new DeployError('OPTION_UNKNOWN', { option, command, known: flags(known) });
  const isSwitch = optionEntries[entry].type === 'boolean';
  if (isSwitch && token.value !== undefined) {
    throw new DeployError('OPTION_INVALID', { option, command, reason: 'takes no value' });
  }
  if (!isSwitch && (token.value === undefined || token.value.startsWith('--'))) {
    throw new DeployError('OPTION_INVALID', { option, command, reason: 'needs a value' });
  }
}

function flags(names: readonly string[]): readonly string[] {
  return names.map((each) => `--${each}`);
}
