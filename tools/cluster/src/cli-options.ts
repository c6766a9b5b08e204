import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { ProviderName } from './cluster.ts';
import { ClusterError } from './errors.ts';
import type { ExistingOptions } from './providers/existing/existing-provider.ts';
import { clusterNamePattern } from './providers/native/layout.ts';

export const commands = ['up', 'down', 'status', 'kubeconfig', 'programs'] as const;
export type CommandName = (typeof commands)[number];

export interface CliOptions {
  readonly command: CommandName | 'help';
  readonly name: string;
  readonly json: boolean;
  readonly purge: boolean;
  readonly check: boolean;
  readonly existing?: ExistingOptions;
}

const flags = {
  name: { type: 'string', default: 'local' },
  provider: { type: 'string' },
  kubeconfig: { type: 'string' },
  context: { type: 'string' },
  registry: { type: 'string' },
  address: { type: 'string' },
  'secure-address': { type: 'string' },
  json: { type: 'boolean', default: false },
  purge: { type: 'boolean', default: false },
  check: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

type FlagValues = ReturnType<typeof parseArgs<{ options: typeof flags; allowPositionals: true }>>['values'];

/**
 * Reads the command line, without the program's name.
 *
 * @throws USAGE
 */
export function parseCommandLine(args: readonly string[]): CliOptions {
  const { values, positionals } = parse(args);
  const [command, ...rest] = positionals;
  if (values.help || (command === undefined && args.length === 0))
    return { ...common(values), command: 'help' };
  if (command === undefined || !isCommand(command)) {
    throw usage(
      `${command === undefined ? 'no command' : `no command ${command}`}; there are ${commands.join(', ')}`,
    );
  }
  assertFits(command, rest, values);
  return { ...common(values), command, ...existingOf(values) };
}

function assertFits(command: CommandName, rest: readonly string[], { check, purge, name }: FlagValues): void {
  if (rest.length > 0) throw usage(`${rest.join(' ')} after ${command} is not understood`);
  if (check && command !== 'programs') throw usage('--check belongs to the command programs');
  if (purge && command !== 'down') throw usage('--purge belongs to the command down');
  if (clusterNamePattern.test(name)) return;
  throw usage(`--name ${name} has to be 1 to 12 small letters, digits and dashes, the first a letter`);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: flags, allowPositionals: true });
  } catch (error) {
    throw usage((error as Error).message.split('. ')[0] ?? 'not understood');
  }
}

function common({ name, json, purge, check }: FlagValues) {
  return { name, json, purge, check };
}

/** A context or kubeconfig that is named means the existing provider. */
function existingOf(values: FlagValues): { existing?: ExistingOptions } {
  if (providerOf(values) === 'native') return {};
  const { kubeconfig, context, registry, address } = values;
  const missing = Object.entries({ kubeconfig, context, registry, address })
    .filter(([, value]) => value === undefined)
    .map(([flag]) => `--${flag}`);
  if (!kubeconfig || !context || !registry || !address) {
    throw usage(
      `--provider existing needs ${missing.join(' and ')} too: nothing about such a cluster is guessed`,
    );
  }
  return {
    existing: {
      kubeconfig: resolve(kubeconfig),
      context,
      registry,
      address: urlOf('address', address),
      secureAddress: urlOf('secure-address', values['secure-address'] ?? address),
    },
  };
}

function providerOf({ provider, kubeconfig, context }: FlagValues): ProviderName {
  const isNamed = kubeconfig !== undefined || context !== undefined;
  switch (provider) {
    case undefined:
      return isNamed ? 'existing' : 'native';
    case 'existing':
      return 'existing';
    case 'native':
      if (isNamed) throw usage('--kubeconfig and --context belong to --provider existing');
      return 'native';
    default:
      throw usage(`no provider ${provider}; there are native, existing`);
  }
}

function urlOf(flag: string, value: string): string {
  if (!/^https?:\/\//.test(value) || !URL.canParse(value))
    throw usage(`--${flag} ${value} is not an http(s) URL`);
  return value.replace(/\/+$/, '');
}

function isCommand(command: string): command is CommandName {
  return (commands as readonly string[]).includes(command);
}

function usage(problem: string): ClusterError {
  return new ClusterError('USAGE', { problem });
}
